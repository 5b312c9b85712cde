"""What the views of the domain share."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppas.assistance.dossiers import NATURES, Nature
from ppas.assistance.forms.messages import MessageForm
from ppas.assistance.models import Conversation, Cote, Message
from ppas.assistance.models.conversation import titre_de
from ppas.assistance.operations.messages import ecrire_message, marquer_lue
from ppas.assistance.tris import TRIS_DES_MESSAGES
from ppas.socle.pagination import paginer

LISTES = {Cote.PARTENAIRE: "assistance:messages", Cote.CAISSE: "assistance:caisse_messages"}
PAGES = {Cote.PARTENAIRE: "assistance:conversation", Cote.CAISSE: "assistance:caisse_conversation"}
LECTURES = {Cote.PARTENAIRE: "assistance:conversation_lue", Cote.CAISSE: "assistance:caisse_conversation_lue"}
TITRES = {Cote.PARTENAIRE: "Messages avec la caisse", Cote.CAISSE: "Messages des partenaires"}


def lire_cle(request: HttpRequest) -> UUID:
    """Return the key of the form sent, or a new one for a form to be drawn; a forged one is replaced."""
    try:
        return UUID(request.POST.get("cle", ""))
    except ValueError:
        return uuid4()


def nature_ou_404(nature: str) -> Nature:
    """Return the kind of file of an address; raise Http404 for any other word."""
    if nature not in NATURES:
        raise Http404
    return NATURES[nature]


def lister_les_messages(request: HttpRequest, conversations: QuerySet[Conversation], cote: Cote) -> HttpResponse:
    """Draw the conversations of one side, the latest first."""
    est_a_lire = request.GET.get("a_lire") == "1"
    trouvees = conversations.non_lues(cote) if est_a_lire else conversations
    page = TRIS_DES_MESSAGES[cote].paginer(trouvees.a_lister(cote), request)
    lignes = [(c, reverse(PAGES[cote], args=[c.nature, c.dossier_id]), getattr(c, f"non_lus_{cote}")) for c in page]
    contexte = {
        "titre": TITRES[cote],
        "est_caisse": cote == Cote.CAISSE,
        "est_a_lire": est_a_lire,
        "page": page,
        "lignes": lignes,
        "fil": [("Les services", reverse("accueil:services")), (TITRES[cote], None)],
    }
    return render(request, "assistance/messages.html", contexte)


def montrer_la_conversation(request: HttpRequest, nature: str, dossiers: QuerySet, pk: int, cote: Cote) -> HttpResponse:
    """Draw what was written about the file `pk` of `dossiers`; a POST writes more."""
    dossier = get_object_or_404(dossiers, pk=pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        partenaire, caisse = NATURES[nature].parties(dossier)
        ecrire_message(
            nature,
            dossier,
            form.cleaned_data["texte"],
            partenaire=partenaire,
            caisse=caisse,
            cote=cote,
            par=request.user,
            cle=lire_cle(request),
            jusqu_a=_lu_jusqu_a(request),
        )
        messages.success(request, "Votre message est envoyé.")
        return redirect(f"{reverse(PAGES[cote], args=[nature, pk])}#ecrits")
    return _dessiner(request, nature, dossier, form, cote)


def marquer_la_conversation(request: HttpRequest, nature: str, dossiers: QuerySet, pk: int, cote: Cote) -> HttpResponse:
    """Say that this side has read what its page showed, then go back to the list."""
    dossier = get_object_or_404(dossiers, pk=pk)
    conversation = get_object_or_404(Conversation, **{nature: dossier})
    marquer_lue(conversation, cote=cote, jusqu_a=_lu_jusqu_a(request))
    messages.success(request, f"« {conversation.titre} » : les messages affichés sont marqués comme lus.")
    return redirect(LISTES[cote])


def _dessiner(request: HttpRequest, nature: str, dossier: object, form: MessageForm, cote: Cote) -> HttpResponse:
    conversation = Conversation.objects.filter(**{nature: dossier}).first()
    ecrits = Message.objects.filter(conversation=conversation).select_related("auteur")
    page = paginer(ecrits if conversation else Message.objects.none(), request)
    partenaire, caisse = NATURES[nature].parties(dossier)
    titre = titre_de(dossier)
    contexte = {
        "titre": titre,
        "partenaire": partenaire,
        "caisse": caisse,
        "cote": cote,
        "adresse_du_dossier": NATURES[nature].pages(dossier)[cote],
        "adresse_lue": reverse(LECTURES[cote], args=[nature, dossier.pk]),
        "non_lus": getattr(conversation, f"non_lus_{cote}") if conversation else 0,
        "dernier": max((message.pk for message in page), default=0),
        "page": page,
        "form": form,
        "cle": lire_cle(request),
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRES[cote], reverse(LISTES[cote])),
            (titre, None),
        ],
    }
    return render(request, "assistance/conversation.html", contexte, status=422 if form.errors else 200)


def _lu_jusqu_a(request: HttpRequest) -> int:
    """Return the last message that the page showed, 0 when it does not say."""
    saisi = request.POST.get("jusqu_a", "")[:18]
    return int(saisi) if saisi.isascii() and saisi.isdecimal() else 0

"""The queue of the assistance: take a request, answer it, note, close (CAI-16)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.assistance.etats import A_TRAITER
from ppas.assistance.forms.demandes import FiltreDemandesForm, NoteForm, ReponseForm
from ppas.assistance.lectures import chiffres
from ppas.assistance.models import Demande
from ppas.assistance.operations import traiter
from ppas.assistance.regles.delai import delai
from ppas.assistance.tris import TRI_DEMANDES, TRI_DEMANDES_OUVERTES
from ppas.assistance.views import lire_cle
from ppas.comptes.gardes import assistance
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus

TITRE = "Demandes à l’assistance"
AUTRES_MONTREES = 5
"""Other requests of the same partner, on the page of one."""


@dataclass(frozen=True)
class Ligne:
    """A row of the queue."""

    demande: Demande
    est_en_retard: bool
    delai: str


@require_GET
@assistance
def demandes(request: HttpRequest) -> HttpResponse:
    """List the requests, the most urgent first."""
    form = FiltreDemandesForm(request.GET)
    trouvees = form.filtrer(Demande.objects.select_related("partenaire", "suivie_par"), par=request.user)
    page = (TRI_DEMANDES_OUVERTES if form.est_urgente else TRI_DEMANDES).paginer(trouvees, request)
    numero = form.cleaned_data.get("partenaire")
    contexte = {
        "form": form,
        "est_filtre": any(form.cleaned_data.values()),
        "partenaire": Partenaire.objects.filter(pk=numero).first() if numero else None,
        "chiffres": chiffres(),
        "page": page,
        "lignes": _lignes(page),
        "fil": [("Les services", reverse("accueil:services")), (TITRE, None)],
    }
    return render(request, "assistance/demandes.html", contexte)


@require_GET
@assistance
def demande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request, what was written about it, and what can be done of it."""
    return _dessiner(request, _demande(pk))


@require_POST
@assistance
def demande_prendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow it from now on, unless somebody else has taken it since the page was drawn."""
    saisi = request.POST.get("a", "")[:18]
    a = int(saisi) if saisi.isascii() and saisi.isdecimal() else None
    return _faire(
        request, pk, lambda objet: traiter.prendre(objet, par=request.user, a=a), "Vous suivez cette demande."
    )


@require_POST
@assistance
def demande_rendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it to the others."""
    return _faire(
        request, pk, lambda objet: traiter.rendre(objet, par=request.user), "Vous ne suivez plus cette demande."
    )


@require_POST
@assistance
def demande_resoudre(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it without a mail."""
    return _faire(request, pk, lambda objet: traiter.resoudre(objet, par=request.user), "La demande est résolue.")


@require_POST
@assistance
def demande_rouvrir(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    return _faire(request, pk, lambda objet: traiter.rouvrir(objet, par=request.user), "La demande est rouverte.")


@require_POST
@assistance
def demande_repondre(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an answer; « Insérer le modèle » only draws the page again with the template in the text."""
    form = ReponseForm(request.POST)
    if "inserer" in request.POST:
        return _dessiner(request, _demande(pk), reponse=form.avec_modele())
    if not form.is_valid():
        return _dessiner(request, _demande(pk), reponse=form)
    lu, cle = form.cleaned_data, lire_cle(request)

    def repondre(objet: Demande) -> None:
        traiter.repondre(objet, lu["texte"], suite=lu["suite"], par=request.user, cle=cle)

    return _faire(request, pk, repondre, "La réponse part par mail.", reponse=form)


@require_POST
@assistance
def demande_noter(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _dessiner(request, _demande(pk), note=form)
    texte, cle = form.cleaned_data["texte"], lire_cle(request)
    return _faire(
        request, pk, lambda objet: traiter.noter(objet, texte, par=request.user, cle=cle), "La note est ajoutée."
    )


def _demande(pk: int) -> Demande:
    return get_object_or_404(Demande.objects.select_related("partenaire", "utilisateur", "suivie_par"), pk=pk)


def _faire(
    request: HttpRequest,
    pk: int,
    action: Callable[[Demande], None],
    succes: str,
    *,
    reponse: ReponseForm | None = None,
) -> HttpResponse:
    """Do it and go back to the page; a refusal is said there, beside the answer that was typed."""
    objet = _demande(pk)
    try:
        action(objet)
    except Refus as refus:
        if reponse is None:
            messages.error(request, refus.message)
            return redirect("assistance:demande", pk)
        reponse.add_error(None, refus.message)
        return _dessiner(request, _demande(pk), reponse=reponse)
    messages.success(request, succes)
    return redirect("assistance:demande", pk)


def _lignes(demandes: Iterable[Demande]) -> list[Ligne]:
    instant = maintenant()
    return [
        Ligne(
            objet,
            objet.est_en_retard(instant),
            delai(objet.echeance_le - instant) if objet.etat in A_TRAITER else "",
        )
        for objet in demandes
    ]


def _dessiner(
    request: HttpRequest, objet: Demande, *, reponse: ReponseForm | None = None, note: NoteForm | None = None
) -> HttpResponse:
    autres = Demande.objects.filter(partenaire=objet.partenaire_id).exclude(pk=objet.pk).order_by("-id")
    contexte = {
        "demande": objet,
        "est_en_retard": objet.est_en_retard(maintenant()),
        "est_suivie_par_moi": objet.suivie_par_id == request.user.pk,
        "interventions": objet.interventions.all(),
        "autres": list(autres[:AUTRES_MONTREES]) if objet.partenaire_id else [],
        "reponse": reponse or ReponseForm(),
        "note": note or NoteForm(),
        "cle": lire_cle(request),
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("assistance:demandes")),
            (objet.numero, None),
        ],
    }
    a_des_erreurs = bool((reponse and reponse.errors) or (note and note.errors))
    return render(request, "assistance/demande.html", contexte, status=422 if a_des_erreurs else 200)

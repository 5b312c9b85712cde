"""The journal and the delivery log, for those who help users (PLU-11, LOG-22)."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.caisses.models import Caisse
from ppas.comptes.gardes import assistance
from ppas.comptes.models import Utilisateur
from ppas.echanges.forms import JournalForm, RechercheForm
from ppas.echanges.views import dessiner_le_journal
from ppas.partenaires.models import Preinscription
from ppas.socle.models import Courriel, EtatCourriel, Evenement
from ppas.socle.operations.courriels import TEXTE_EFFACE, renvoyer
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE

RECHERCHE = "courriels_recherche"
"""The address looked for stays in the session: an URL is kept by browsers and proxies."""


@require_GET
@assistance
def journal(request: HttpRequest) -> HttpResponse:
    """Search the whole journal."""
    form = JournalForm(
        request.GET, auteurs=Utilisateur.objects.all(), caisses=Caisse.objects.select_related("regime").order_by("nom")
    )
    form.fields["auteur"].widget = forms.HiddenInput()
    return dessiner_le_journal(
        request, Evenement.objects.all(), form, recherche=RechercheForm(libelle="Login de la personne")
    )


@require_POST
@assistance
def journal_chercher(request: HttpRequest) -> HttpResponse:
    """Show what one person did, found by his login."""
    login = request.POST.get("texte", "").strip()
    utilisateur = Utilisateur.objects.filter(login__iexact=login).first()
    if utilisateur is None:
        messages.error(request, "Aucun compte n’a ce login. Vérifiez-le, puis cherchez de nouveau.")
        return redirect("echanges:national_journal")
    return redirect(reverse("echanges:national_journal", query={"auteur": utilisateur.pk}))


@require_http_methods(["GET", "POST"])
@assistance
def courriels(request: HttpRequest) -> HttpResponse:
    """Show what became of the mails, newest first; found by address or by login."""
    if request.method == "POST":
        request.session[RECHERCHE] = request.POST.get("texte", "").strip()[:254]
        return redirect("echanges:courriels")
    recherche = request.session.get(RECHERCHE, "")
    form = RechercheForm(
        initial={"texte": recherche}, libelle="Adresse mail ou login", aide="Laissez vide pour voir tous les mails."
    )
    contexte = {
        "form": form,
        "recherche": recherche,
        "page": TRI_PAR_DATE.paginer(_courriels(recherche), request),
        "ABANDONNE": EtatCourriel.ABANDONNE,
        "TEXTE_EFFACE": TEXTE_EFFACE,
        "expediteur": settings.DEFAULT_FROM_EMAIL,
        "fil": [("Les services", reverse("accueil:services")), ("Envois de mails", None)],
    }
    return render(request, "echanges/courriels.html", contexte)


def _courriels(recherche: str) -> QuerySet[Courriel]:
    if not recherche:
        return Courriel.objects.all()
    adresses = [
        *Utilisateur.objects.filter(login__iexact=recherche).values_list("mail", flat=True),
        *Preinscription.objects.filter(login__iexact=recherche).values_list("mail", flat=True),
    ]
    return Courriel.objects.filter(Q(destinataire__iexact=recherche) | Q(destinataire__in=adresses))


@require_POST
@assistance
def courriel_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Renvoyer » an abandoned mail."""
    try:
        renvoyer(get_object_or_404(Courriel, pk=pk), par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "Le mail est remis en file d’attente : il part dans quelques secondes.")
    return redirect("echanges:courriels")

"""All partners and conventions, and « Agir en tant que », for those of the national side who help (CAI-17)."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.comptes.authentification import renouveler_session
from ppas.comptes.gardes import assistance
from ppas.partenaires.forms.caisse import RecherchePartenaireForm
from ppas.partenaires.forms.national import FiltreConventionsForm
from ppas.partenaires.middleware import PARTENAIRE_REPRESENTE
from ppas.partenaires.models import Convention, Partenaire
from ppas.partenaires.operations.representation import commencer_a_representer
from ppas.partenaires.tris import TRI_CONVENTIONS, TRI_PARTENAIRES


@require_GET
@assistance
def partenaires(request: HttpRequest) -> HttpResponse:
    """List all partners."""
    form = RecherchePartenaireForm(request.GET)
    recherche = form.cleaned_data["recherche"] if form.is_valid() else ""
    trouves = Partenaire.objects.all()
    contexte = {
        "form": form,
        "recherche": recherche,
        "page": TRI_PARTENAIRES.paginer(trouves.cherchant(recherche) if recherche else trouves, request),
        "fil": _fil("Partenaires"),
    }
    return render(request, "partenaires/national_partenaires.html", contexte)


@require_GET
@assistance
def conventions(request: HttpRequest) -> HttpResponse:
    """List the conventions of all caisses, the latest first."""
    form = FiltreConventionsForm(request.GET)
    filtres = {nom: valeur for nom, valeur in form.cleaned_data.items() if valeur} if form.is_valid() else {}
    trouvees = _filtrer(Convention.objects.all(), **filtres).select_related(
        "partenaire", "caisse__regime", "type_partenaire"
    )
    contexte = {
        "form": form,
        "est_filtre": bool(filtres),
        "page": TRI_CONVENTIONS.paginer(trouvees, request),
        "fil": _fil("Conventions"),
    }
    return render(request, "partenaires/national_conventions.html", contexte)


def _filtrer(conventions: QuerySet[Convention], *, recherche: str = "", **egalites: object) -> QuerySet[Convention]:
    conventions = conventions.filter(**egalites)
    return conventions.cherchant(recherche) if recherche else conventions


@require_POST
@assistance
def agir(request: HttpRequest, pk: int) -> HttpResponse:
    """« Agir en tant que »: from now on this session, under a new id, sees what the partner sees, until « Quitter »."""
    partenaire = get_object_or_404(Partenaire, pk=pk)
    commencer_a_representer(partenaire, par=request.user)
    request.session[PARTENAIRE_REPRESENTE] = partenaire.pk
    renouveler_session(request, request.user)
    return redirect("accueil:services")


@require_POST
@assistance
def quitter(request: HttpRequest) -> HttpResponse:
    """« Quitter »: the middleware has ended the representation already."""
    messages.success(request, "Vous n’agissez plus en tant que partenaire.")
    return redirect("partenaires:national_partenaires")


def _fil(titre: str) -> list[tuple[str, str | None]]:
    return [("Les services", reverse("accueil:services")), (titre, None)]

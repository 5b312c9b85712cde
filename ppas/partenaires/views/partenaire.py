"""« Modification inscription » (manual §2), for the partner's administrators; to be read only, for now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ppas.partenaires.gardes import administrateur
from ppas.partenaires.models import Adresse
from ppas.socle.pagination import paginer

ONGLETS = {
    "partenaires:modification": "Partenaire",
    "partenaires:modification_utilisateurs": "Utilisateurs",
    "partenaires:modification_conventions": "Conventions",
    "partenaires:modification_adresse": "Adresse",
}


@administrateur
def modification(request: HttpRequest) -> HttpResponse:
    """Tab « Partenaire » (ADM-04)."""
    return _onglet(request, "partenaires/modification_partenaire.html")


@administrateur
def modification_utilisateurs(request: HttpRequest) -> HttpResponse:
    """Tab « Utilisateurs » (ADM-06, ADM-26)."""
    rattachements = request.partenaire.rattachements.select_related("utilisateur")
    return _onglet(
        request, "partenaires/modification_utilisateurs.html", page=paginer(rattachements, request, cle=("id",))
    )


@administrateur
def modification_conventions(request: HttpRequest) -> HttpResponse:
    """Tab « Conventions » (CON-01, CON-02, CON-16)."""
    conventions = request.partenaire.conventions.select_related("caisse__regime", "type_partenaire")
    return _onglet(
        request, "partenaires/modification_conventions.html", page=paginer(conventions, request, cle=("id",))
    )


@administrateur
def modification_adresse(request: HttpRequest) -> HttpResponse:
    """Tab « Adresse » (ADM-25)."""
    return _onglet(
        request,
        "partenaires/modification_adresse.html",
        adresse=Adresse.objects.filter(partenaire=request.partenaire).first(),
    )


def _onglet(request: HttpRequest, gabarit: str, **contexte: object) -> HttpResponse:
    fil = [("Les services", reverse("accueil:services")), ("Administration", None), ("Modification inscription", None)]
    onglets = [(libelle, reverse(url)) for url, libelle in ONGLETS.items()]
    contexte |= {"partenaire": request.partenaire, "onglets": onglets, "fil": fil}
    return render(request, gabarit, contexte)

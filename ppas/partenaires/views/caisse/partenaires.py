"""The partners of a caisse, and the users that it can unlock (CAI-18)."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.caisses.gardes import administrateur_regional
from ppas.partenaires.forms.caisse import RecherchePartenaireForm
from ppas.partenaires.models import Convention, Partenaire
from ppas.partenaires.operations.utilisateurs import deverrouiller_utilisateur
from ppas.partenaires.tris import TRI_CONVENTIONS_AVEC_LA_CAISSE, TRI_PARTENAIRES, TRI_UTILISATEURS
from ppas.socle.refus import Refus

TITRE = "Partenaires de la caisse"


def _partenaires(request: HttpRequest) -> QuerySet[Partenaire]:
    """Those who hold a validated convention of the caisse: asking for one shows nothing to it."""
    conventions = Convention.objects.validees().filter(caisse=request.caisse, partenaire=OuterRef("pk"))
    return Partenaire.objects.filter(Exists(conventions))


@require_GET
@administrateur_regional
def partenaires(request: HttpRequest) -> HttpResponse:
    """List them, by order of registration."""
    form = RecherchePartenaireForm(request.GET)
    recherche = form.cleaned_data["recherche"] if form.is_valid() else ""
    trouves = _partenaires(request)
    contexte = {
        "form": form,
        "recherche": recherche,
        "page": TRI_PARTENAIRES.paginer(trouves.cherchant(recherche) if recherche else trouves, request),
        "fil": [("Les services", reverse("accueil:services")), (TITRE, None)],
    }
    return render(request, "partenaires/caisse_partenaires.html", contexte)


@require_GET
@administrateur_regional
def partenaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner, its conventions with the caisse, its users."""
    objet = get_object_or_404(_partenaires(request), pk=pk)
    utilisateurs = objet.rattachements.filter(utilisateur__is_active=True).select_related("utilisateur")
    tri = TRI_CONVENTIONS_AVEC_LA_CAISSE.lire(request)
    contexte = {
        "partenaire": objet,
        "tri_conventions": tri,
        "conventions": tri.ordonner(objet.conventions.filter(caisse=request.caisse).select_related("type_partenaire")),
        "page": TRI_UTILISATEURS.paginer(utilisateurs, request),
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("partenaires:caisse_partenaires")),
            (objet.nom, None),
        ],
    }
    return render(request, "partenaires/caisse_partenaire.html", contexte)


@require_POST
@administrateur_regional
def deverrouiller(request: HttpRequest, pk: int, rattachement: int) -> HttpResponse:
    """Open the account of a user that three failures have locked."""
    utilisateurs = get_object_or_404(_partenaires(request), pk=pk).rattachements.filter(utilisateur__is_active=True)
    vise = get_object_or_404(utilisateurs.select_related("utilisateur"), pk=rattachement)
    try:
        deverrouiller_utilisateur(vise, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(
            request, f"Le compte de {vise.utilisateur} est déverrouillé ; son mot de passe n’a pas changé."
        )
    return redirect("partenaires:caisse_partenaire", pk)

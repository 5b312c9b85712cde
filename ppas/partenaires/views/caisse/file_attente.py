"""What waits for the regional administrator, and what was decided, in his caisse only (CAI-01, CAI-02)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.caisses.gardes import administrateur_regional
from ppas.partenaires.forms.caisse import RechercheForm
from ppas.partenaires.models import Convention, Preinscription
from ppas.partenaires.tris import TRIS_DE_LA_FILE

ONGLETS = {
    "preinscriptions": "Préinscriptions",
    "conventions": "Conventions ajoutées",
    "decisions": "Préinscriptions décidées",
    "conventions-decidees": "Conventions décidées",
}


@require_safe
@administrateur_regional
def file_attente(request: HttpRequest) -> HttpResponse:
    """The tab asked for: the oldest request first, the latest decision first; « recherche » narrows it."""
    onglet = request.GET.get("onglet", "")
    onglet = onglet if onglet in ONGLETS else "preinscriptions"
    form = RechercheForm(request.GET)
    recherche = form.cleaned_data["recherche"] if form.is_valid() else ""
    preinscriptions = Preinscription.objects.filter(caisse=request.caisse)
    conventions = Convention.objects.filter(caisse=request.caisse)
    listes = {
        "preinscriptions": preinscriptions.en_cours(),
        "conventions": conventions.en_attente(),
        "decisions": preinscriptions.decidees(),
        "conventions-decidees": conventions.decidees(),
    }
    liste = listes[onglet]
    relations = ["type_partenaire", "traitee_par"] + (["partenaire"] if liste.model is Convention else [])
    nombres = {nom: listes[nom].count() for nom in ("preinscriptions", "conventions")}
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("À valider", None)],
        "liste_affichee": onglet,
        "onglets": [(nom, libelle, nombres.get(nom)) for nom, libelle in ONGLETS.items()],
        "form": form,
        "est_filtre": bool(recherche),
        "page": TRIS_DE_LA_FILE[onglet].paginer(
            (liste.cherchant(recherche) if recherche else liste).select_related(*relations), request
        ),
    }
    return render(request, "partenaires/file_attente.html", contexte)

"""« Rechercher une ligne » and its life, for the caisse to which it was invoiced (PLU-04, PLU-06)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.caisses.gardes import agent_de_caisse
from ppas.paiements.perimetre import Perimetre
from ppas.paiements.regles.recit import Lecteur
from ppas.paiements.suivi import (
    courriers_a_suivre,
    lignes_a_suivre,
    refus_a_suivre,
    suivre_courriers,
    suivre_lignes,
    suivre_refus,
)
from ppas.paiements.suivi_evaluations import commandes_a_suivre, suivre_commandes
from ppas.paiements.tableau import attentes, series
from ppas.paiements.views.suivi import page_de_recherche, page_de_vie


@require_GET
@agent_de_caisse
def tableau_de_bord(request: HttpRequest) -> HttpResponse:
    """« Tableau de bord »: what waits, and thirteen months of activity."""
    contexte = {
        "attentes": attentes(request.caisse),
        "series": series(request.caisse),
        "fil": [("Les services", reverse("accueil:services")), ("Tableau de bord", None)],
    }
    return render(request, "paiements/tableau_de_bord.html", contexte)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def caisse_rechercher(request: HttpRequest) -> HttpResponse:
    """« Rechercher une ligne »: the same search among all the partners of the caisse."""
    return page_de_recherche(request, _perimetre(request))


@require_GET
@agent_de_caisse
def caisse_enregistrement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line of a partner of the caisse, under the number that every exchange quotes (ANO-06, HIS-04)."""
    ligne = get_object_or_404(lignes_a_suivre(_perimetre(request).lignes), pk=pk)
    return page_de_vie(request, suivre_lignes([ligne])[0], Lecteur.CAISSE)


@require_GET
@agent_de_caisse
def caisse_vie_refus(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line that the portal refused, and what became of it."""
    refus = get_object_or_404(refus_a_suivre(_perimetre(request).refus), pk=pk)
    return page_de_vie(request, suivre_refus([refus])[0], Lecteur.CAISSE)


@require_GET
@agent_de_caisse
def caisse_vie_courrier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was sent by post, and what became of it."""
    courrier = get_object_or_404(courriers_a_suivre(_perimetre(request).courriers), pk=pk)
    return page_de_vie(request, suivre_courriers([courrier])[0], Lecteur.CAISSE)


@require_GET
@agent_de_caisse
def caisse_vie_commande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an evaluation ordered by the caisse, from its order to its payment, and none of its answers (R6)."""
    commande = get_object_or_404(commandes_a_suivre(_perimetre(request).commandes), pk=pk)
    return page_de_vie(request, suivre_commandes([commande])[0], Lecteur.CAISSE)


def _perimetre(request: HttpRequest) -> Perimetre:
    return Perimetre.de_la_caisse(request.caisse)

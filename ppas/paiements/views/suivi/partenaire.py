"""« Pourquoi pas payé ? » and the life of a line, for the partner who invoiced it (PLU-04, PLU-06)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

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
from ppas.paiements.views.suivi import page_de_recherche, page_de_vie
from ppas.partenaires.gardes import partenaire


@require_http_methods(["GET", "POST"])
@partenaire
def pourquoi(request: HttpRequest) -> HttpResponse:
    """« Pourquoi pas payé ? »: search, then one story for each line found."""
    return page_de_recherche(request, _perimetre(request))


@require_GET
@partenaire
def enregistrement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line of the partner, under the number that every exchange quotes (ANO-06, HIS-04)."""
    ligne = get_object_or_404(lignes_a_suivre(_perimetre(request).lignes), pk=pk)
    return page_de_vie(request, suivre_lignes([ligne])[0], Lecteur.PARTENAIRE)


@require_GET
@partenaire
def vie_refus(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line that the portal refused, and what became of it."""
    refus = get_object_or_404(refus_a_suivre(_perimetre(request).refus), pk=pk)
    return page_de_vie(request, suivre_refus([refus])[0], Lecteur.PARTENAIRE)


@require_GET
@partenaire
def vie_courrier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was sent by post, and what the caisse made of it."""
    courrier = get_object_or_404(courriers_a_suivre(_perimetre(request).courriers), pk=pk)
    return page_de_vie(request, suivre_courriers([courrier])[0], Lecteur.PARTENAIRE)


@require_GET
@partenaire
def vie_commande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an evaluation, from its order to its payment, and none of its answers (EVA-08, R6)."""
    commande = get_object_or_404(commandes_a_suivre(_perimetre(request).commandes), pk=pk)
    return page_de_vie(request, suivre_commandes([commande])[0], Lecteur.PARTENAIRE)


def _perimetre(request: HttpRequest) -> Perimetre:
    return Perimetre.du_partenaire(request.partenaire)

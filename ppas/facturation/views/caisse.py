"""Deposits as the caisse that receives them sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.caisses.gardes import agent_de_caisse
from ppas.facturation.models import Depot
from ppas.facturation.views import rapport
from ppas.socle.pagination import paginer

TITRE = "Dépôts reçus"


@require_GET
@agent_de_caisse
def depots(request: HttpRequest) -> HttpResponse:
    """List the deposits of the caisse's partners, newest first."""
    page = paginer(Depot.objects.filter(caisse=request.caisse).select_related("partenaire"), request)
    fil = [("Les services", reverse("accueil:services")), (TITRE, None)]
    return render(request, "facturation/caisse_depots.html", {"page": page, "fil": fil})


@require_GET
@agent_de_caisse
def depot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report of one deposit of the caisse's partners."""
    objet = get_object_or_404(
        Depot.objects.select_related("caisse", "convention", "depose_par"), pk=pk, caisse=request.caisse
    )
    return rapport(
        request, objet, [("Les services", reverse("accueil:services")), (TITRE, reverse("facturation:caisse_depots"))]
    )

"""Deposits as the caisse that receives them sees them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.caisses.gardes import agent_de_caisse
from ppas.facturation.forms.depot import FiltreDepotsCaisseForm
from ppas.facturation.models import Depot
from ppas.facturation.views import rapport, reponse_accuse_json, reponse_accuse_pdf, reponse_anomalies, trouver
from ppas.socle.documents import document_pdf
from ppas.socle.tri import TRI_PAR_DATE

TITRE = "Dépôts reçus"


@require_GET
@agent_de_caisse
def depots(request: HttpRequest) -> HttpResponse:
    """List the deposits of the caisse's partners, newest first."""
    form = FiltreDepotsCaisseForm(request.GET)
    page = TRI_PAR_DATE.paginer(form.filtrer(_siens(request)).select_related("partenaire"), request)
    fil = [("Les services", reverse("accueil:services")), (TITRE, None)]
    return render(request, "facturation/caisse_depots.html", {"page": page, "form": form, "fil": fil})


@require_GET
@agent_de_caisse
def depot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report of one deposit of the caisse's partners."""
    fil = [("Les services", reverse("accueil:services")), (TITRE, reverse("facturation:caisse_depots"))]
    return rapport(request, trouver(_siens(request), pk), fil, nom="facturation:caisse_depot")


@require_GET
@agent_de_caisse
def depot_anomalies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the anomalies of one of these deposits as CSV."""
    return reponse_anomalies(request, trouver(_siens(request), pk))


@require_GET
@agent_de_caisse
@document_pdf
def depot_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of one of these deposits as PDF (PLU-05)."""
    return reponse_accuse_pdf(request, trouver(_siens(request), pk))


@require_GET
@agent_de_caisse
def depot_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of one of these deposits as JSON (PLU-05)."""
    return reponse_accuse_json(trouver(_siens(request), pk))


def _siens(request: HttpRequest) -> QuerySet[Depot]:
    return Depot.objects.filter(caisse=request.caisse)

"""The number of an invoice line, as messages quote it (ANO-06, HIS-04): its page, with payments, tells its life."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from ppas.facturation.models import LigneFacture
from ppas.partenaires.gardes import partenaire


@require_GET
@partenaire
def enregistrement(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page of a line of the partner."""
    siennes = LigneFacture.objects.publiees().filter(convention__partenaire=request.partenaire)
    return redirect("paiements:enregistrement", get_object_or_404(siennes, pk=pk).pk)

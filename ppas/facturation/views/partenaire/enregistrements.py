"""One invoice line, under the number that messages, exports and slips quote (ANO-06, HIS-04)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.facturation.models import LigneFacture
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter


@require_GET
@partenaire
def enregistrement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line of the partner: what it invoices, how it was sent, where it stands."""
    siennes = LigneFacture.objects.publiees().filter(convention__partenaire=request.partenaire)
    ligne = get_object_or_404(
        siennes.select_related(
            "depot",
            "formulaire",
            "courrier",
            "export",
            "convention__caisse",
            "prise_en_charge__beneficiaire",
            "prise_en_charge__prestation",
        ),
        pk=pk,
    )
    consulter(request, [ligne.prise_en_charge.beneficiaire_id], caisse_ref=ligne.convention.caisse_id)
    fil = [("Les services", reverse("accueil:services")), (str(ligne), None)]
    return render(request, "facturation/enregistrement.html", {"ligne": ligne, "fil": fil})

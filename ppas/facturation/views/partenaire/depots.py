"""« Facturation par fichier », for a partner: send a file, follow it, read its report."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.facturation.forms.depot import DepotForm
from ppas.facturation.models import Depot
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.views import rapport
from ppas.partenaires.gardes import partenaire
from ppas.socle.pagination import paginer
from ppas.socle.refus import Refus

TITRE = "Facturation par fichier"


@require_http_methods(["GET", "POST"])
@partenaire
def depots(request: HttpRequest) -> HttpResponse:
    """Show the partner's deposits and the form to send a file (FIL-01); a POST is a sending."""
    form = DepotForm(request.POST or None, request.FILES or None)
    statut = 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            try:
                depot = deposer(
                    form.cleaned_data["fichier"],
                    partenaire=request.partenaire,
                    par=request.user,
                    cle_envoi=form.cleaned_data["cle"],
                )
            except Refus as refus:
                form.add_error("fichier", refus.message)
                statut = 503 if refus.code == "stockage-indisponible" else 409
            else:
                return redirect("facturation:depot", depot.pk)
    page = paginer(Depot.objects.filter(partenaire=request.partenaire), request)
    fil = [("Les services", reverse("accueil:services")), (TITRE, None)]
    return render(request, "facturation/depots.html", {"form": form, "page": page, "fil": fil}, status=statut)


@require_GET
@partenaire
def depot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one deposit: its progress, then its report (ANO-09)."""
    objet = get_object_or_404(
        Depot.objects.select_related("caisse", "convention", "depose_par"), pk=pk, partenaire=request.partenaire
    )
    return rapport(
        request, objet, [("Les services", reverse("accueil:services")), (TITRE, reverse("facturation:depots"))]
    )

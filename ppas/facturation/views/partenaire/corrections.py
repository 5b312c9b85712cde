"""« Un fichier corrigé est proposé », for a partner whose file was refused (PLU-02)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.facturation.etats import EtatDepot
from ppas.facturation.forms.depot import EnvoiForm
from ppas.facturation.models import Depot
from ppas.facturation.operations.corriger import deposer_correction, envoye_depuis, proposer_correction
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.refus import Refus

RESTANTES_AFFICHEES = 10


@require_http_methods(["GET", "POST"])
@partenaire
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be corrected, line by line; a POST sends the corrected file as a new deposit."""
    objet = _le_depot(request, pk)
    if objet.etat != EtatDepot.REFUSE:
        return redirect("facturation:depot", pk)
    form = EnvoiForm(request.POST or None)
    statut = 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            try:
                nouveau = deposer_correction(objet, par=request.user, cle_envoi=form.cleaned_data["cle"])
            except Refus as refus:
                form.add_error(None, refus.message)
                statut = 503 if refus.code == "stockage-indisponible" else 409
            else:
                messages.success(request, "Le fichier corrigé est envoyé : voici son rapport.")
                return redirect("facturation:depot", nouveau.pk)
    return _dessiner(request, objet, form, statut)


def _dessiner(request: HttpRequest, objet: Depot, form: EnvoiForm, statut: int) -> HttpResponse:
    proposee = proposer_correction(objet)
    if proposee and proposee.restantes and objet.caisse_id:  # a message may quote what a line holds
        consulter(request, caisse_ref=objet.caisse_id, objet_ref=objet.pk)
    contexte = {
        "depot": objet,
        "form": form,
        "correction": proposee,
        "nb_autres": proposee.nb - len(proposee.differences) if proposee else 0,
        "restantes": proposee.restantes[:RESTANTES_AFFICHEES] if proposee else [],
        "envoye_depuis": envoye_depuis(objet, proposee) if proposee else None,
        "fil": [
            ("Les services", reverse("accueil:services")),
            ("Facturation par fichier", reverse("facturation:depots")),
            (objet.nom_fichier, reverse("facturation:depot", args=[objet.pk])),
            ("Fichier corrigé", None),
        ],
    }
    return render(request, "facturation/correction.html", contexte, status=statut)


@require_GET
@partenaire
def correction_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the corrected file, under its right name; the page says why there is none."""
    objet = _le_depot(request, pk)
    proposee = proposer_correction(objet)
    if proposee is None:
        return redirect("facturation:correction", pk)
    if objet.caisse_id:  # unknown when the name says none: the file then concerns no caisse yet
        consulter(request, caisse_ref=objet.caisse_id, objet_ref=objet.pk)
    return HttpResponse(
        proposee.contenu,
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{proposee.nom}"', "Cache-Control": "private"},
    )


def _le_depot(request: HttpRequest, pk: int) -> Depot:
    return get_object_or_404(Depot.objects.select_related("partenaire"), pk=pk, partenaire=request.partenaire)

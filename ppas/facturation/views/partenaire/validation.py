"""What was validated on line: its summary on the page and as a PDF, and taking it back the same day."""

import re

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ppas.caisses.models import TypePartenaire
from ppas.facturation.operations.formulaire import annuler_validation
from ppas.facturation.operations.recapitulatif import composer_recapitulatif
from ppas.facturation.views.partenaire.formulaires import fil_d_ariane, le_formulaire
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.documents import document_pdf, reponse_document
from ppas.socle.horloge import aujourd_hui
from ppas.socle.pagination import paginer
from ppas.socle.refus import Refus


@require_GET
@partenaire
def formulaire_recapitulatif(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was validated; the form itself is no longer displayed (INV-07)."""
    objet = le_formulaire(request, pk, "valide_par")
    if not objet.est_valide:
        return redirect("facturation:formulaire", pk)
    factures = objet.factures.non_annulees()
    total = factures.aggregate(
        nb=Count("pk"),
        ouvrables=Sum("ouvrables_centiemes"),
        dimanches=Sum("dimanches_feries_centiemes"),
        caisse=Sum("montant_caisse_centimes"),
        beneficiaire=Sum("montant_beneficiaire_centimes"),
        transmises=Count("export"),
    )
    page = paginer(factures.select_related("prise_en_charge__beneficiaire"), request, cle=["rang"])
    consulter(request, (f.prise_en_charge.beneficiaire_id for f in page), caisse_ref=objet.convention.caisse_id)
    est_du_jour = objet.est_du_jour(aujourd_hui())
    contexte = {
        "formulaire": objet,
        "est_habitat": objet.convention.type_partenaire.code == TypePartenaire.HABITAT,
        "page": page,
        "total": total,
        "est_du_jour": est_du_jour,
        "est_annulable": est_du_jour and not total["transmises"],
        "fil": fil_d_ariane(objet),
    }
    return render(request, "facturation/formulaire_recapitulatif.html", contexte)


@require_GET
@partenaire
@document_pdf
def formulaire_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the summary as a document, from the lines written at the validation (INV-08)."""
    objet = le_formulaire(request, pk)
    if not objet.est_valide:
        return redirect("facturation:formulaire", pk)
    consulter(request, caisse_ref=objet.convention.caisse_id, objet_ref=objet.pk)
    code = re.sub(r"[^0-9A-Za-z]", "_", objet.convention.code)
    return reponse_document(
        composer_recapitulatif(objet),
        type_contenu="application/pdf",
        nom=f"recapitulatif-{code}-{objet.echeance:%Y-%m}.pdf",
        est_a_enregistrer=request.GET.get("telecharger") == "1",
    )


@require_POST
@partenaire
def formulaire_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the validation, the same day only (INV-09)."""
    objet = le_formulaire(request, pk)
    try:
        annuler_validation(objet, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect("facturation:formulaire_recapitulatif", pk)
    messages.success(request, "La validation est annulée : rien ne sera transmis. Votre saisie est conservée.")
    return redirect("facturation:formulaire", pk)

"""What comes back to a partner: « Bordereaux de paiements » (PAY-05) and « Anomalies de report » (ANO-01).

A slip does not exist for the partner before it may be read (PAY-02).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.courriers import annoncer_courrier
from ppas.facturation.views.partenaire.anomalies import convention_choisie
from ppas.paiements.forms import BordereauxPartenaireForm
from ppas.paiements.models import AnomalieReport, Bordereau, BordereauQuerySet
from ppas.paiements.tris import TRI_BORDEREAUX
from ppas.paiements.views import Ecrans, Fil, page_avec_pdf, pdf_dans_la_page
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.horloge import maintenant
from ppas.socle.pagination import paginer
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus

PAR_PAGE = 20
"""Rejected lines: each has its button."""


@require_safe
@partenaire
def bordereaux(request: HttpRequest) -> HttpResponse:
    """List of the slips, and why one may be absent (PAY-03)."""
    a_paraitre = Bordereau.objects.de_partenaire(request.partenaire).a_paraitre(maintenant()).first()
    en_attente = LigneFacture.objects.publiees().filter(
        convention__partenaire=request.partenaire, etat__in=[EtatLigne.ACCEPTEE, EtatLigne.EXPORTEE]
    )
    evaluations = Evaluation.objects.filter(convention__partenaire=request.partenaire, etat=EtatEvaluation.ACCEPTEE)
    form = BordereauxPartenaireForm(request.GET, conventions=request.partenaire.conventions.all())
    filtres = form.cleaned_data if form.is_valid() else {}
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("Bordereaux de paiements", None)],
        "form": form,
        "est_filtre": any(valeur is not None for valeur in filtres.values()),
        "page": TRI_BORDEREAUX.paginer(_a_lister(_visibles(request).filtrees(**filtres)), request),
        "visible_le": a_paraitre and a_paraitre.visible_le,
        "est_en_attente": en_attente.exists(),
        "evaluation_en_attente": evaluations.exists(),
    }
    return render(request, "paiements/bordereaux.html", contexte)


@require_safe
@partenaire
def bordereau(request: HttpRequest, pk: int) -> HttpResponse:
    """Detail of a slip: what was invoiced beside what was paid."""
    return _ecrans(request, pk).lignes()


@require_safe
@partenaire
def bordereau_reste(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still not paid of the exchanges that a slip pays; a payment not published yet is not one."""
    return _ecrans(request, pk).reste(le=maintenant())


@require_safe
@partenaire
@page_avec_pdf
def bordereau_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Page that shows the document of a slip (PAY-06)."""
    return _ecrans(request, pk).document()


@require_safe
@partenaire
@pdf_dans_la_page
def bordereau_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Document of a slip (PAY-01)."""
    return _ecrans(request, pk).pdf()


@require_safe
@partenaire
def bordereau_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Table of a slip, for programs (PLU-08)."""
    return _ecrans(request, pk).csv()


@require_safe
@partenaire
def bordereau_xlsx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Table of a slip, for a spreadsheet (PLU-08)."""
    return _ecrans(request, pk).xlsx()


@require_safe
@partenaire
def anomalies_report(request: HttpRequest) -> HttpResponse:
    """« Anomalies de report »: the lines of one convention that the caisse's system rejected, newest first (D12)."""
    contexte = convention_choisie(request)
    if convention := contexte["convention"]:
        rejets = AnomalieReport.objects.filter(convention=convention).select_related(
            "ligne_facture__prise_en_charge__beneficiaire"
        )
        page = paginer(rejets.prefetch_related("ligne_facture__courriers"), request, taille=PAR_PAGE)
        vus = (anomalie.ligne_facture.prise_en_charge.beneficiaire_id for anomalie in page)
        consulter(request, vus, caisse_ref=convention.caisse_id)
        contexte |= {
            "page": page,
            "rejets": [(anomalie, anomalie.ligne_facture) for anomalie in page],
            "nb": compter_jusqu_a(convention.lignes_refusees.a_traiter()),
        }
    return render(request, "paiements/anomalies_report.html", contexte)


@require_POST
@partenaire
def report_courrier(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce the letter of a rejected line: it cannot be invoiced again through the portal (ANO-04)."""
    siennes = LigneFacture.objects.publiees().filter(
        convention__partenaire=request.partenaire, anomalies_report__isnull=False
    )
    ligne = get_object_or_404(siennes.select_related("convention__caisse").distinct(), pk=pk)
    motif = " ; ".join(f"{a.code} {a.libelle}" for a in ligne.anomalies_report.order_by("pk"))
    adresse = reverse("facturation:courriers", query={"convention": ligne.convention_id})
    try:
        courrier = annoncer_courrier(ligne, par=request.user, motif=motif)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect(adresse)
    messages.success(request, f"{courrier} est annoncé : imprimez la lettre, signez-la et envoyez-la à votre caisse.")
    return redirect(adresse)


def _ecrans(request: HttpRequest, pk: int) -> Ecrans:
    """Return the pages of a slip that may be read by now; any other does not exist (PAY-02)."""
    fil: Fil = [
        ("Les services", reverse("accueil:services")),
        ("Bordereaux de paiements", reverse("paiements:bordereaux")),
    ]
    return Ecrans(request, get_object_or_404(_visibles(request), pk=pk), prefixe="", fil=fil)


def _a_lister(bordereaux: BordereauQuerySet) -> BordereauQuerySet:
    montres = ("numero", "date_paiement", "montant_centimes", "convention__code", "convention__caisse__nom")
    return bordereaux.select_related(None).select_related("convention__caisse").only(*montres)


def _visibles(request: HttpRequest) -> BordereauQuerySet:
    siens = Bordereau.objects.de_partenaire(request.partenaire).publies(maintenant())
    return siens.select_related("convention__caisse", "convention__partenaire")

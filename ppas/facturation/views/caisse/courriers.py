"""« Courriers »: the caisse's register of the invoices that come by post (CAI-14)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.caisses.gardes import agent_de_caisse
from ppas.facturation.etats import EtatCourrier
from ppas.facturation.forms.courrier import (
    DecisionForm,
    EnregistrementForm,
    FiltreCourriersForm,
    ReceptionForm,
    RefusCourrierForm,
)
from ppas.facturation.models import Courrier
from ppas.facturation.models.courrier import CourrierQuerySet
from ppas.facturation.operations.courriers import (
    CourrierEnAnomalie,
    accepter_courrier,
    enregistrer_courrier,
    recevoir_courrier,
    refuser_courrier,
)
from ppas.facturation.operations.individuelle import examiner
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE

TITRE = "Courriers"


@require_GET
@agent_de_caisse
def courriers(request: HttpRequest) -> HttpResponse:
    """List the letters addressed to the caisse, newest first; find one by its number."""
    form = FiltreCourriersForm(request.GET)
    trouves = form.filtrer(_siens(request), Convention.objects.filter(caisse=request.caisse))
    page = TRI_PAR_DATE.paginer(trouves, request)
    vus = (courrier.prise_en_charge.beneficiaire_id for courrier in page if courrier.prise_en_charge)
    consulter(request, vus, caisse_ref=request.caisse.pk)
    contexte = {"form": form, "est_filtre": any(form.cleaned_data.values()), "page": page, "fil": _fil()}
    return render(request, "facturation/caisse_courriers.html", contexte)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def courrier_enregistrer(request: HttpRequest) -> HttpResponse:
    """Register a letter that no partner announced, then show it for the decision."""
    form = EnregistrementForm(
        request.POST or None,
        accordees=PriseEnCharge.objects.filter(caisse=request.caisse),
        initial={"recu_le": aujourd_hui()},
    )
    statut = 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            lu = form.cleaned_data
            try:
                objet = enregistrer_courrier(form.facture(lu["motif"]), recu_le=lu["recu_le"], par=request.user)
            except Refus as refus:
                form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
            else:
                messages.success(request, f"{objet} est enregistré.")
                return redirect("facturation:caisse_courrier", objet.pk)
    contexte = {"form": form, "fil": _fil("Enregistrer un courrier")}
    return render(request, "facturation/courrier_enregistrer.html", contexte, status=statut)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def courrier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter and what the rules say of it; a POST judges what is typed, or accepts it."""
    objet = _le_courrier(request, pk)
    if request.method != "POST":
        return _dessiner(request, objet, DecisionForm(None, courrier=objet))
    form = DecisionForm(request.POST, courrier=objet)
    if not form.is_valid():
        return _dessiner(request, objet, form, statut=422)
    if "accepter" not in request.POST:
        return _dessiner(request, objet, form)
    try:
        ligne = accepter_courrier(
            objet,
            form.facture(),
            par=request.user,
            malgre=request.POST.getlist("malgre"),
            reponse=form.cleaned_data["reponse"],
        )
    except CourrierEnAnomalie as refus:
        return _dessiner(request, _le_courrier(request, pk), form, statut=409, refus=refus)
    except Refus as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
        return _dessiner(request, _le_courrier(request, pk), form, statut=409)
    messages.success(request, f"{objet} est accepté : enregistrement n° {ligne.pk}, à exporter.")
    return redirect("facturation:caisse_courrier", pk)


@require_POST
@agent_de_caisse
def courrier_recevoir(request: HttpRequest, pk: int) -> HttpResponse:
    """« Reçu le »: the letter has arrived."""
    objet = _le_courrier(request, pk)
    form = ReceptionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Indiquez la date de réception, par exemple 04/11/2026.")
        return redirect("facturation:caisse_courrier", pk)
    try:
        recevoir_courrier(objet, recu_le=form.cleaned_data["recu_le"], par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, f"{objet} est enregistré comme reçu.")
    return redirect("facturation:caisse_courrier", pk)


@require_POST
@agent_de_caisse
def courrier_refuser(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a letter with a reason."""
    objet = _le_courrier(request, pk)
    form = RefusCourrierForm(request.POST)
    if not form.is_valid():
        return _dessiner(request, objet, DecisionForm(None, courrier=objet), statut=422, refus_form=form)
    try:
        refuser_courrier(objet, reponse=form.cleaned_data["reponse"], par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, f"{objet} est refusé ; le partenaire en est informé.")
    return redirect("facturation:caisse_courrier", pk)


def _siens(request: HttpRequest) -> CourrierQuerySet:
    return Courrier.objects.de_caisse(request.caisse).detailles()


def _le_courrier(request: HttpRequest, pk: int) -> Courrier:
    """Return the letter as the database holds it, be it after an operation that was undone."""
    return get_object_or_404(_siens(request).select_related("prise_en_charge__prestation"), pk=pk)


def _dessiner(
    request: HttpRequest, objet: Courrier, form: DecisionForm, *, statut: int = 200, **suite: Any
) -> HttpResponse:
    examen = None
    if objet.est_ouvert:
        facture = form.facture() if form.is_bound and form.is_valid() else form.facture_annoncee
        examen = examiner(facture) if facture else None
        form.signaler(examen.anomalies if examen else [])
    vus = [objet.prise_en_charge.beneficiaire_id] if objet.prise_en_charge else []
    consulter(request, vus, caisse_ref=request.caisse.pk, objet_ref=objet.pk)
    contexte = {
        "courrier": objet,
        "ligne": objet.factures.first() if objet.etat == EtatCourrier.ACCEPTE else None,
        "form": form,
        "examen": examen,
        "est_partenaire": False,
        "reception": ReceptionForm(initial={"recu_le": aujourd_hui()}),
        "refus_form": RefusCourrierForm(),
        "fil": _fil(str(objet)),
    } | suite
    return render(request, "facturation/caisse_courrier.html", contexte, status=statut)


def _fil(page: str = "") -> list[tuple[str, str | None]]:
    services = ("Les services", reverse("accueil:services"))
    if not page:
        return [services, (TITRE, None)]
    return [services, (TITRE, reverse("facturation:caisse_courriers")), (page, None)]

"""The caisse's side of money: exports of invoice lines, slips paid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ppas.caisses.gardes import agent_de_caisse
from ppas.facturation.models import ExportFactures
from ppas.facturation.operations.exporter import exporter_factures, lignes_a_exporter, lignes_csv
from ppas.paiements.forms import BordereauxForm
from ppas.paiements.models import Bordereau, BordereauQuerySet
from ppas.paiements.tableau import LIGNES_COMPTEES
from ppas.paiements.tris import TRI_BORDEREAUX
from ppas.paiements.views import Ecrans, Fil, page_avec_pdf, pdf_dans_la_page
from ppas.socle.consultations import consulter
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE


@require_safe
@agent_de_caisse
def exports(request: HttpRequest) -> HttpResponse:
    """List of the exports, and how many lines await the next one."""
    siens = ExportFactures.objects.filter(caisse=request.caisse).select_related("cree_par")
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("Exporter les factures", None)],
        "page": TRI_PAR_DATE.paginer(siens, request),
        "en_attente": compter_jusqu_a(lignes_a_exporter(request.caisse), LIGNES_COMPTEES),
    }
    return render(request, "paiements/exports.html", contexte)


@require_POST
@agent_de_caisse
def exporter(request: HttpRequest) -> HttpResponse:
    """« Exporter les lignes en attente »."""
    try:
        export = exporter_factures(request.caisse, par=request.user)
    except Refus as refus:
        messages.warning(request, refus.message)
    else:
        s = "s" if export.nb_lignes > 1 else ""
        messages.success(
            request, f"{export} créé avec {export.nb_lignes} ligne{s}. Téléchargez son fichier dans la liste."
        )
    return redirect("paiements:exports")


@require_safe
@agent_de_caisse
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File of an export, as often as needed."""
    objet = get_object_or_404(ExportFactures, pk=pk, caisse=request.caisse)
    consulter(request, caisse_ref=request.caisse.pk, objet_ref=objet.pk)
    nom = f"factures-{request.caisse.code}-{objet.pk}.csv"
    return StreamingHttpResponse(
        lignes_csv(objet),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private"},
    )


@require_safe
@agent_de_caisse
def bordereaux(request: HttpRequest) -> HttpResponse:
    """List of the caisse's slips, those that partners cannot see yet included."""
    form = BordereauxForm(request.GET)
    filtres = form.cleaned_data if form.is_valid() else {}
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("Bordereaux de paiements", None)],
        "form": form,
        "est_filtre": any(valeur is not None for valeur in filtres.values()),
        "page": TRI_BORDEREAUX.paginer(_siens(request).filtrees(**filtres), request),
    }
    return render(request, "paiements/caisse_bordereaux.html", contexte)


@require_safe
@agent_de_caisse
def bordereau(request: HttpRequest, pk: int) -> HttpResponse:
    """Detail of one of the caisse's slips: what was invoiced beside what it paid."""
    return _ecrans(request, pk).lignes()


@require_safe
@agent_de_caisse
def bordereau_reste(request: HttpRequest, pk: int) -> HttpResponse:
    """What the caisse has not paid yet of the exchanges that a slip pays."""
    return _ecrans(request, pk).reste(le=None)


@require_safe
@agent_de_caisse
@page_avec_pdf
def bordereau_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Page that shows the document of one of the caisse's slips."""
    return _ecrans(request, pk).document()


@require_safe
@agent_de_caisse
@pdf_dans_la_page
def bordereau_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Document of one of the caisse's slips, as the partner will see it."""
    return _ecrans(request, pk).pdf()


@require_safe
@agent_de_caisse
def bordereau_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Table of one of the caisse's slips, for programs."""
    return _ecrans(request, pk).csv()


@require_safe
@agent_de_caisse
def bordereau_xlsx(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Table of one of the caisse's slips, for a spreadsheet."""
    return _ecrans(request, pk).xlsx()


def _ecrans(request: HttpRequest, pk: int) -> Ecrans:
    fil: Fil = [
        ("Les services", reverse("accueil:services")),
        ("Bordereaux de paiements", reverse("paiements:caisse_bordereaux")),
    ]
    return Ecrans(request, get_object_or_404(_siens(request), pk=pk), prefixe="caisse_", fil=fil)


def _siens(request: HttpRequest) -> BordereauQuerySet:
    return Bordereau.objects.de_caisse(request.caisse).select_related("convention__caisse", "convention__partenaire")

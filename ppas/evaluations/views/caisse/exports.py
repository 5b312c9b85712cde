"""« Exporter les évaluations »: the accepted evaluations, handed to the caisse's system (CAI-11)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ppas.caisses.gardes import agent_de_caisse
from ppas.evaluations.models import ExportEvaluations
from ppas.evaluations.operations.exporter import evaluations_a_exporter, evaluations_json, exporter_evaluations
from ppas.socle.consultations import consulter
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE

COMPTEES = 1_000


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def exports(request: HttpRequest) -> HttpResponse:
    """List the exports, and how many evaluations await the next one; a POST makes it."""
    if request.method == "POST":
        return _exporter(request)
    siens = ExportEvaluations.objects.filter(caisse=request.caisse).select_related("cree_par")
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("Exporter les évaluations", None)],
        "page": TRI_PAR_DATE.paginer(siens, request),
        "en_attente": compter_jusqu_a(evaluations_a_exporter(request.caisse), COMPTEES),
    }
    return render(request, "evaluations/caisse_exports.html", contexte)


def _exporter(request: HttpRequest) -> HttpResponse:
    try:
        export = exporter_evaluations(request.caisse, par=request.user)
    except Refus as refus:
        messages.warning(request, refus.message)
    else:
        s = "s" if export.nb_evaluations > 1 else ""
        messages.success(
            request, f"{export} créé avec {export.nb_evaluations} évaluation{s}. Téléchargez son fichier dans la liste."
        )
    return redirect("evaluations:caisse_exports")


@require_safe
@agent_de_caisse
def caisse_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File of an export, as often as needed."""
    objet = get_object_or_404(ExportEvaluations.objects.select_related("caisse"), pk=pk, caisse=request.caisse)
    consulter(request, caisse_ref=request.caisse.pk, objet_ref=objet.pk)
    nom = f"evaluations-{request.caisse.code}-{objet.pk}.json"
    return StreamingHttpResponse(
        evaluations_json(objet),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private"},
    )

"""The caisse's exchanges: the files that it sends to the portal, and the history."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.caisses.gardes import agent_de_caisse
from ppas.caisses.models import Importation
from ppas.echanges.forms import FiltreForm, ImportForm
from ppas.echanges.historique import echanges_de_la_caisse, filtrer, lignes_de_la_caisse
from ppas.echanges.operations.importer import Reception, importer
from ppas.socle.pagination import paginer
from ppas.socle.refus import FichierRefuse, Refus
from ppas.socle.regles.table import Fautes


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def imports(request: HttpRequest) -> HttpResponse:
    """Take in a flux of the caisse's information system, and list those already taken."""
    est_envoi = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if est_envoi else ImportForm()
    fautes = None
    if est_envoi:
        reception, fautes = _importer(request, form)
        if reception:
            dire = messages.success if reception.est_nouvelle else messages.info
            dire(request, reception.compte_rendu)
            return redirect("echanges:imports")
    importations = Importation.objects.filter(caisse=request.caisse).select_related("importe_par")
    contexte = {
        "form": form,
        "fautes": fautes,
        "page": paginer(importations, request),
        "fil": [("Les services", reverse("accueil:services")), ("Importer un flux", None)],
    }
    return render(request, "echanges/imports.html", contexte, status=422 if est_envoi else 200)


def _importer(request: HttpRequest, form: ImportForm) -> tuple[Reception | None, Fautes | None]:
    """Return what was taken in, or else the faults of the file; the form tells any other refusal."""
    if not form.is_valid():
        return None, None
    fichier = form.cleaned_data["fichier"]
    try:
        flux = form.cleaned_data["flux"]
        return importer(flux, fichier.file, fichier.name, caisse=request.caisse, par=request.user), None
    except FichierRefuse as refus:
        form.add_error(None, refus.message)
        return None, refus.fautes
    except Refus as refus:
        form.add_error(None, refus.message)
        return None, None


@require_GET
@agent_de_caisse
def caisse_historique(request: HttpRequest) -> HttpResponse:
    """List what the caisse exchanged with its partners, newest first."""
    form = FiltreForm(request.GET)
    filtres = form.cleaned_data if form.is_valid() else {}
    page = paginer(filtrer(echanges_de_la_caisse(request.caisse), **filtres), request)
    contexte = {
        "titre": "Historique des échanges",
        "form": form,
        "est_filtre": any(filtres.values()),
        "page": page,
        "echanges": lignes_de_la_caisse(page),
        "est_caisse": True,
        "fil": [("Les services", reverse("accueil:services")), ("Historique des échanges", None)],
    }
    return render(request, "echanges/historique.html", contexte)

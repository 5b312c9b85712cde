"""The caisse's exchanges, its journal, and who looked at its beneficiaries."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.caisses.gardes import administrateur_regional, agent_de_caisse
from ppas.caisses.models import Importation
from ppas.echanges import journal as lecture
from ppas.echanges.consultations import consultations_de, vues
from ppas.echanges.flux import PageDeFlux
from ppas.echanges.forms import FiltreForm, ImportForm, RechercheForm
from ppas.echanges.historique import echanges_de_la_caisse, filtrer, lignes_de_la_caisse
from ppas.echanges.operations.importer import Reception, importer
from ppas.echanges.tris import TRI_BENEFICIAIRES
from ppas.echanges.views import page_du_journal
from ppas.prises_en_charge.models import Beneficiaire
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.consultations import consulter
from ppas.socle.filtres import PeriodeForm
from ppas.socle.refus import FichierRefuse, Refus
from ppas.socle.regles.table import Fautes
from ppas.socle.tri import TRI_PAR_DATE

CONSULTATIONS = "Consultations des bénéficiaires"
RECHERCHE = "consultations_recherche"
"""The name looked for stays in the session: an address never holds a name."""
PAR_PAGE = 25


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
        "page": TRI_PAR_DATE.paginer(importations, request),
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
def flux(request: HttpRequest) -> HttpResponse:
    """« Imports et exports »: the files exchanged with the caisse's system, in and out (CAI-11)."""
    contexte = {
        "page": PageDeFlux.lire(request.caisse, request),
        "fil": [("Les services", reverse("accueil:services")), ("Imports et exports", None)],
    }
    return render(request, "echanges/flux.html", contexte)


@require_GET
@agent_de_caisse
def caisse_historique(request: HttpRequest) -> HttpResponse:
    """List what the caisse exchanged with its partners, newest first."""
    form = FiltreForm(request.GET)
    filtres = form.cleaned_data if form.is_valid() else {}
    page = TRI_PAR_DATE.paginer(filtrer(echanges_de_la_caisse(request.caisse), **filtres), request)
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


@require_GET
@administrateur_regional
def caisse_journal(request: HttpRequest) -> HttpResponse:
    """List all that was done with the caisse or on its accounts, for its administrator (PLU-11)."""
    return page_du_journal(
        request,
        lecture.journal_de_la_caisse(request.caisse),
        siens=lecture.agents_de_la_caisse(request.caisse),
    )


@require_http_methods(["GET", "POST"])
@administrateur_regional
def consultations_chercher(request: HttpRequest) -> HttpResponse:
    """Find the beneficiary whose consultations one wants to read, by name."""
    if request.method == "POST":
        request.session[RECHERCHE] = request.POST.get("texte", "").strip()[:80]
        return redirect("echanges:consultations_chercher")
    recherche = request.session.get(RECHERCHE, "")
    contexte: dict[str, Any] = {
        "form": RechercheForm(initial={"texte": recherche}, libelle="Nom du bénéficiaire"),
        "recherche": recherche,
        "fil": [("Les services", reverse("accueil:services")), (CONSULTATIONS, None)],
    }
    if recherche:
        trouves = Beneficiaire.objects.filter(caisse=request.caisse)
        for mot in forme_de_recherche(recherche).split():
            trouves = trouves.filter(nom_recherche__contains=mot)
        contexte["page"] = TRI_BENEFICIAIRES.paginer(trouves, request, taille=PAR_PAGE)
        consulter(request, (b.pk for b in contexte["page"]), caisse_ref=request.caisse.pk)
    return render(request, "echanges/consultations_chercher.html", contexte)


@require_GET
@administrateur_regional
def consultations(request: HttpRequest, pk: int) -> HttpResponse:
    """List who looked at one beneficiary of the caisse, newest first (fiabilite R5)."""
    beneficiaire = get_object_or_404(Beneficiaire, pk=pk, caisse=request.caisse)
    form = PeriodeForm(request.GET)
    filtres = form.cleaned_data if form.is_valid() else {}
    page = TRI_PAR_DATE.paginer(filtrer(consultations_de(beneficiaire), **filtres), request)
    consulter(request, [beneficiaire.pk], caisse_ref=request.caisse.pk)
    contexte = {
        "beneficiaire": beneficiaire,
        "form": form,
        "page": page,
        "vues": vues(page),
        "fil": [
            ("Les services", reverse("accueil:services")),
            (CONSULTATIONS, reverse("echanges:consultations_chercher")),
            (str(beneficiaire), None),
        ],
    }
    return render(request, "echanges/consultations.html", contexte)

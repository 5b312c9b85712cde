"""« Facturation par fichier », for a partner: send files, follow them, read their reports."""

import re

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.facturation.forms.depot import FICHIERS_MAX, DepotForm, FiltreDepotsPartenaireForm
from ppas.facturation.models import Depot
from ppas.facturation.operations.envoi import Envoi, deposer_tous
from ppas.facturation.operations.noms import noms_proposes
from ppas.facturation.views import rapport, reponse_accuse_json, reponse_accuse_pdf, reponse_anomalies, trouver
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.socle.documents import document_pdf
from ppas.socle.tri import TRI_PAR_DATE

TITRE = "Facturation par fichier"
STATUTS = {"stockage-indisponible": 503, "controle-trop-long": 413, "trop-de-demandes": 429}
"""HTTP status of a refusal; 409 for any other."""
_NUMEROS = re.compile(rf"[0-9]{{1,18}}(?:,[0-9]{{1,18}}){{0,{FICHIERS_MAX - 1}}}")


@require_http_methods(["GET", "POST"])
@partenaire
def depots(request: HttpRequest) -> HttpResponse:
    """Show the partner's deposits and the form to send files (FIL-01); a POST is a sending."""
    if request.method == "GET":
        return page_des_depots(request, DepotForm())
    form = DepotForm(request.POST, request.FILES)
    if not form.is_valid():
        return page_des_depots(request, form, statut=statut_des_erreurs(form))
    envois = deposer_tous(
        form.cleaned_data["fichier"],
        partenaire=request.partenaire,
        par=request.user,
        cle_envoi=form.cleaned_data["cle"],
    )
    return _accuser(request, form, envois)


def _accuser(request: HttpRequest, form: DepotForm, envois: list[Envoi]) -> HttpResponse:
    """Lead to what was received; what was not is said there, or here when nothing was."""
    recus = [envoi.depot for envoi in envois if envoi.depot]
    refuses = [(envoi.nom, envoi.refus) for envoi in envois if envoi.refus]
    if recus:
        for nom, refus in refuses:
            messages.error(request, f"{nom} n’a pas été reçu. {refus.message}")
        if len(envois) == 1:
            return redirect("facturation:depot", recus[0].pk)
        numeros = ",".join(str(depot.pk) for depot in recus)
        return redirect(reverse("facturation:envoi", query={"depots": numeros}))
    for nom, refus in refuses:
        form.add_error("fichier", refus.message if len(envois) == 1 else f"{nom} : {refus.message}")
    return page_des_depots(request, form, statut=max(STATUTS.get(refus.code, 409) for _, refus in refuses))


def page_des_depots(request: HttpRequest, form: DepotForm, *, statut: int = 200) -> HttpResponse:
    """Draw the form to send files, the names proposed for them, and the deposits."""
    conventions = Convention.objects.filter(partenaire=request.partenaire).order_by("code")
    filtres = FiltreDepotsPartenaireForm(request.GET, conventions=conventions)
    page = TRI_PAR_DATE.paginer(filtres.filtrer(_siens(request)), request)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "est_en_cours": any(depot.est_ouvert for depot in page),
        "propositions": noms_proposes(request.partenaire),
        "fil": [("Les services", reverse("accueil:services")), (TITRE, None)],
    }
    return render(request, "facturation/depots.html", contexte, status=statut)


def statut_des_erreurs(form: DepotForm) -> int:
    """Return the HTTP status of a form that is not valid."""
    return 413 if form.has_error("fichier", "trop_de_fichiers") else 422


@require_GET
@partenaire
def envoi(request: HttpRequest) -> HttpResponse:
    """Follow the files of one sending: the state of each, and why one is refused."""
    numeros = request.GET.get("depots", "")
    if not _NUMEROS.fullmatch(numeros):
        raise Http404
    siens = list(_siens(request).filter(pk__in=[int(numero) for numero in numeros.split(",")]).order_by("pk"))
    if not siens:
        raise Http404
    contexte = {
        "depots": siens,
        "nb_ouverts": sum(depot.est_ouvert for depot in siens),
        "fil": [*_fil(), ("Suivi de l’envoi", None)],
    }
    return render(request, "facturation/envoi.html", contexte)


@require_GET
@partenaire
def depot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one deposit: its progress, then its report (ANO-09)."""
    return rapport(request, trouver(_siens(request), pk), _fil(), nom="facturation:depot")


@require_GET
@partenaire
def depot_anomalies(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the anomalies of one's deposit as CSV."""
    return reponse_anomalies(request, trouver(_siens(request), pk))


@require_GET
@partenaire
@document_pdf
def depot_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of one's deposit as PDF (PLU-05)."""
    return reponse_accuse_pdf(request, trouver(_siens(request), pk))


@require_GET
@partenaire
def depot_json(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of one's deposit as JSON (PLU-05)."""
    return reponse_accuse_json(trouver(_siens(request), pk))


def _siens(request: HttpRequest) -> QuerySet[Depot]:
    return Depot.objects.filter(partenaire=request.partenaire)


def _fil() -> list[tuple[str, str | None]]:
    return [("Les services", reverse("accueil:services")), (TITRE, reverse("facturation:depots"))]

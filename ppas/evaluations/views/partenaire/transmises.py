"""« Evaluations transmises »: what was sent, what became of it at the caisse, and how it reads (EVA-05)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ppas.evaluations.forms.reception import FiltreTransmisesForm, nommees
from ppas.evaluations.gardes import evaluateur, evaluateur_en_personne
from ppas.evaluations.models import Evaluation
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.evaluations.tris import TRI_EVALUATIONS_TRANSMISES
from ppas.evaluations.views import lire_la_recherche, noter_la_recherche
from ppas.evaluations.views.lecture import (
    EVALUATEUR,
    Fil,
    a_lister,
    contexte_de_lecture,
    noter_la_liste,
    rendre_les_caisses,
    reponse_synthese,
    trouver,
)
from ppas.socle.documents import document_pdf

TITRE = "Évaluations transmises"
RECHERCHE = "evaluations_transmises_recherche"
"""The name looked for stays in the session: an address never holds a name."""


@require_safe
@evaluateur
def transmises(request: HttpRequest) -> HttpResponse:
    """List what was transmitted, newest first."""
    form = FiltreTransmisesForm(request.GET, conventions=request.conventions)
    recherche = lire_la_recherche(request, RECHERCHE)
    trouvees = nommees(form.filtrer(_siennes(request).filter(transmise_le__isnull=False)), recherche)
    page = TRI_EVALUATIONS_TRANSMISES.paginer(a_lister(trouvees, *EVALUATEUR, "transmise_le"), request)
    rendre_les_caisses(request, page)
    noter_la_liste(request, page)
    contexte = {"form": form, "recherche": recherche, "page": page, "fil": _fil()}
    return render(request, "evaluations/transmises.html", contexte)


@require_POST
@evaluateur
def transmises_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    noter_la_recherche(request, RECHERCHE)
    return redirect("evaluations:transmises")


@require_safe
@evaluateur_en_personne
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an evaluation of the structure, read-only, and what the caisse answered."""
    objet = trouver(_lisibles(request), pk)
    contexte = contexte_de_lecture(request, objet) | {"fil": _fil(str(objet))}
    return render(request, "evaluations/evaluation.html", contexte)


@require_safe
@evaluateur_en_personne
@document_pdf
def evaluation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Summary of what was transmitted."""
    return reponse_synthese(request, trouver(_lisibles(request), pk))


def _siennes(request: HttpRequest) -> EvaluationQuerySet:
    return Evaluation.objects.de_conventions(request.conventions)


def _lisibles(request: HttpRequest) -> EvaluationQuerySet:
    return _siennes(request).lisibles_par(request.user, est_administrateur=request.rattachement.est_administrateur)


def _fil(page: str = "") -> Fil:
    services = ("Les services", reverse("accueil:services"))
    if not page:
        return [services, (TITRE, None)]
    return [services, (TITRE, reverse("evaluations:transmises")), (page, None)]

"""« Transmission des évaluations »: choose among the finished ones, check, transmit (EVA-04)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.gardes import evaluateur
from ppas.evaluations.models import Evaluation, Reservation
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.evaluations.operations.controler import controler_evaluation, lire_plafonds
from ppas.evaluations.operations.transmettre import Issue, peut_transmettre, transmettre_plusieurs
from ppas.evaluations.regles.transmission import Controle
from ppas.evaluations.tris import TRI_EVALUATIONS_MODIFIABLES
from ppas.evaluations.views.lecture import EVALUATEUR, Fil, a_lire, a_lister, noter_la_liste

TITRE = "Transmission des évaluations"
PAR_PAGE = 10
"""Each row checks all the answers of an evaluation."""


@dataclass(frozen=True)
class Ligne:
    """A finished evaluation, who holds its order, and what the check found.

    `controle` is None for who may not read the answers: the national side (R6), a colleague (docs/decisions/0114).
    """

    evaluation: Evaluation
    reservation: Reservation | None
    controle: Controle | None
    est_de_son_ressort: bool

    @property
    def est_choisissable(self) -> bool:
        """Whether the reader may send it now."""
        est_complete = self.controle is not None and not self.controle.empechements
        return self.est_de_son_ressort and est_complete and self.est_terminee

    @property
    def est_terminee(self) -> bool:
        """Whether it still is to be sent: another tab may have sent it."""
        return self.evaluation.etat == EtatEvaluation.TERMINEE


@require_http_methods(["GET", "POST"])
@evaluateur
def transmission(request: HttpRequest) -> HttpResponse:
    """List the finished evaluations; a POST shows what is about to leave, then sends it once confirmed."""
    if request.method != "POST":
        terminees = _siennes(request).modifiables().filter(etat=EtatEvaluation.TERMINEE)
        siennes = a_lister(terminees, *EVALUATEUR, "modifiee_le", "version", "reponses")
        page = TRI_EVALUATIONS_MODIFIABLES.paginer(_avec_reservation(siennes), request, taille=PAR_PAGE)
        noter_la_liste(request, page)
        contexte = {"page": page, "lignes": _lignes(request, page), "fil": _fil()}
        return render(request, "evaluations/transmission.html", contexte)
    choisies = _choisies(request)
    if not choisies:
        messages.warning(request, "Aucune évaluation n’est choisie : cochez celles qui sont à transmettre.")
        return redirect("evaluations:transmission")
    if "confirmer" not in request.POST:
        return _verifier(request, choisies)
    issues = transmettre_plusieurs(choisies, par=request.user)
    return _rendre_compte(request, issues)


def _verifier(request: HttpRequest, choisies: list[Evaluation]) -> HttpResponse:
    """Show what is about to be sent, and what of the choice cannot be."""
    lignes = _lignes(request, choisies)
    noter_la_liste(request, choisies)
    contexte = {
        "pretes": [ligne for ligne in lignes if ligne.est_choisissable],
        "retenues": [ligne for ligne in lignes if not ligne.est_choisissable],
        "fil": _fil("Vérification"),
    }
    return render(request, "evaluations/transmission_verifier.html", contexte)


def _rendre_compte(request: HttpRequest, issues: list[Issue]) -> HttpResponse:
    """Say what became of each, then lead to what was sent, or back to the list when something stays."""
    parties = [issue.evaluation.numero_enregistrement for issue in issues if issue.transmission]
    if len(parties) == 1:
        messages.success(request, f"L’évaluation {parties[0]} est transmise à la caisse.")
    elif parties:
        messages.success(request, f"{len(parties)} évaluations sont transmises : {', '.join(parties)}.")
    for issue in issues:
        if issue.refus:
            messages.error(request, f"{issue.evaluation} : {issue.refus.message}")
    tout_est_parti = all(issue.transmission for issue in issues)
    return redirect("evaluations:transmises" if tout_est_parti else "evaluations:transmission")


def _siennes(request: HttpRequest) -> EvaluationQuerySet:
    return Evaluation.objects.de_conventions(request.conventions)


def _avec_reservation(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    tenues = Reservation.objects.en_cours().only("commande", "evaluateur")
    return evaluations.prefetch_related(Prefetch("commande__reservations", tenues, to_attr="tenues"))


def _choisies(request: HttpRequest) -> list[Evaluation]:
    """Return the evaluations that the form names; a 404 when one is not theirs, or no number."""
    numeros = request.POST.getlist("evaluation")[:100]
    if not all(numero.isascii() and numero.isdecimal() and len(numero) < 19 for numero in numeros):  # noqa: PLR2004
        raise Http404
    cles = {int(numero) for numero in numeros}
    choisies = list(_avec_reservation(a_lire(_siennes(request).filter(pk__in=cles))).order_by("-modifiee_le", "-id"))
    if len(choisies) != len(cles):
        raise Http404
    return choisies


def _lignes(request: HttpRequest, evaluations: Iterable[Evaluation]) -> list[Ligne]:
    est_administrateur = request.rattachement.est_administrateur
    plafonds, lignes = lire_plafonds(), []
    for evaluation in evaluations:
        reservation = next(iter(evaluation.commande.tenues), None)
        est_de_son_ressort = not request.au_nom_de and peut_transmettre(
            reservation, request.user, est_administrateur=est_administrateur
        )
        controle = controler_evaluation(evaluation, plafonds) if est_de_son_ressort else None
        lignes.append(Ligne(evaluation, reservation, controle, est_de_son_ressort))
    return lignes


def _fil(page: str = "") -> Fil:
    services = ("Les services", reverse("accueil:services"))
    if not page:
        return [services, (TITRE, None)]
    return [services, (TITRE, reverse("evaluations:transmission")), (page, None)]

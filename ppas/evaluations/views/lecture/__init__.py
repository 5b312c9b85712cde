"""What the structure's and the caisse's pages of an evaluation have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ppas.evaluations.models import Commande, Evaluation, Renvoi, Transmission
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.evaluations.operations.composer_synthese import composer_synthese
from ppas.evaluations.operations.controler import contenu_de, delais_de, lire_plafonds
from ppas.evaluations.regles.lecture import Difference, differences, ecrire_total
from ppas.socle.consultations import consulter, consulter_par_caisse
from ppas.socle.documents import reponse_document

COMMANDE = (
    "etat",
    "caisse",
    "commande__numero",
    "commande__date_commande",
    "commande__date_limite",
    "commande__beneficiaire__nom",
    "commande__beneficiaire__prenom",
)
"""What every list of evaluations shows."""
EVALUATEUR = ("evaluateur__nom", "evaluateur__prenom")

type Fil = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Fait:
    """Something that happened to an evaluation since it left the structure."""

    le: datetime
    libelle: str
    par: str = ""
    message: str = ""


def a_lire(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """Read with each evaluation what lists and pages show of it."""
    return evaluations.select_related("commande__beneficiaire", "caisse", "convention__partenaire", "evaluateur")


def a_lister(evaluations: EvaluationQuerySet, *colonnes: str) -> EvaluationQuerySet:
    """Read with each evaluation COMMANDE and these columns, and nothing else: a list spends half of its time there."""
    montrees = (*COMMANDE, *colonnes)
    relations = {colonne.rpartition("__")[0] for colonne in montrees if "__" in colonne}
    return evaluations.select_related(*relations).only(*montrees)


def rendre_les_caisses(request: HttpRequest, objets: Iterable[Evaluation | Commande]) -> None:
    """Give each its caisse, which the guard has read with the structure's conventions: a list need not join them."""
    caisses = {convention.caisse_id: convention.caisse for convention in request.conventions}
    for objet in objets:
        objet.caisse = caisses[objet.caisse_id]


def trouver(siennes: EvaluationQuerySet, pk: int) -> Evaluation:
    """Return the evaluation `pk` among `siennes`, in one query; a 404 otherwise."""
    return get_object_or_404(a_lire(siennes), pk=pk)


def contexte_de_lecture(request: HttpRequest, evaluation: Evaluation) -> dict[str, Any]:
    """Return what the page of an evaluation shows, and note that its beneficiary was seen."""
    consulter(request, [evaluation.commande.beneficiaire_id], caisse_ref=evaluation.caisse_id)
    transmissions = list(evaluation.transmissions.select_related("transmise_par"))
    renvois = list(evaluation.renvois.select_related("renvoyee_par"))
    contenu = contenu_de(evaluation, transmissions[0] if transmissions else None)
    return {
        "evaluation": evaluation,
        "contenu": contenu,
        "totaux": [ecrire_total(total) for total in contenu.totaux(lire_plafonds())],
        "delais": delais_de(evaluation),
        "faits": _faits(evaluation, transmissions, renvois),
        "changements": _changements(evaluation, transmissions),
        "dernier_renvoi": renvois[0] if renvois else None,
    }


def noter_la_liste(request: HttpRequest, evaluations: Iterable[Evaluation]) -> None:
    """Note whose names a list shows, caisse by caisse."""
    consulter_par_caisse(request, ((e.commande.beneficiaire_id, e.caisse_id) for e in evaluations))


def reponse_synthese(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """Answer with the PDF of the last transmission; what was never transmitted has none."""
    transmission = evaluation.transmissions.first()
    if transmission is None:
        raise Http404
    consulter(request, [evaluation.commande.beneficiaire_id], caisse_ref=evaluation.caisse_id)
    return reponse_document(
        composer_synthese(evaluation, transmission),
        type_contenu="application/pdf",
        nom=f"evaluation-{evaluation.numero_enregistrement}.pdf",
        est_a_enregistrer=False,
    )


def _faits(evaluation: Evaluation, transmissions: Sequence[Transmission], renvois: Sequence[Renvoi]) -> list[Fait]:
    faits = [
        Fait(t.transmise_le, f"Transmise à la caisse, envoi {t.rang}", str(t.transmise_par)) for t in transmissions
    ]
    faits += [Fait(r.renvoyee_le, "Renvoyée pour correction", str(r.renvoyee_par), r.message) for r in renvois]
    if evaluation.traitee_le:
        faits.append(Fait(evaluation.traitee_le, "Acceptée par la caisse"))
    return sorted(faits, key=lambda fait: fait.le, reverse=True)


def _changements(evaluation: Evaluation, transmissions: Sequence[Transmission]) -> tuple[Difference, ...]:
    """Return what the last transmission changed of the one before it."""
    if len(transmissions) < 2:  # noqa: PLR2004 -- it takes two to differ
        return ()
    derniere, precedente = transmissions[:2]
    return differences(contenu_de(evaluation, precedente).lecture, contenu_de(evaluation, derniere).lecture)

"""Filling in an evaluation on line, a section at a time, until it is finished (EVA-03, decision 0113).

Locks are always taken in the same order: order, then evaluation.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.operations.controler import empechements_de, lire_plafonds
from ppas.evaluations.operations.perte import perte_de
from ppas.evaluations.operations.reponses import ecrire_reponses, ouvrir_evaluation
from ppas.evaluations.regles.description import Section, charger
from ppas.evaluations.regles.fin import Empechement
from ppas.evaluations.regles.formulaire import Faute
from ppas.evaluations.regles.fusion import fusionner
from ppas.evaluations.regles.plan import Bilan, controler_plan
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import aujourd_hui
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

GARDER = ["convention", "caisse", "beneficiaire"]
"""What an operation never changes of an order."""


class EvaluationIncomplete(Refus):
    """An evaluation that cannot be finished yet; `empechements` say why, question by question."""

    def __init__(self, trouves: list[Empechement]) -> None:
        reste = "il reste un point à compléter" if len(trouves) == 1 else f"il reste {len(trouves)} points à compléter"
        super().__init__(
            "evaluation-incomplete",
            f"L’évaluation ne peut pas encore être terminée : {reste}. Tout ce qui est saisi est enregistré.",
        )
        self.empechements = trouves


@dataclass(frozen=True, slots=True)
class Enregistrement:
    """What became of a section: what could not be kept of it, and whether it was changed elsewhere meanwhile."""

    fautes: tuple[Faute, ...]
    est_depassee: bool


@transaction.atomic
def commencer(commande: Commande, *, par: Utilisateur) -> Evaluation:
    """Begin the evaluation of an order that `par` holds, with the newest version of the form; return it.

    Asked again, it returns the one that was begun; what a former holder had begun becomes his.
    Raises Refus with the code of `perte_de` when the order is not, or no longer, his.
    """
    verrouiller(commande, garder=GARDER)
    _exiger_tenue(commande, par)
    evaluation = Evaluation.objects.select_for_update(of=("self",)).filter(commande=commande).first()
    if evaluation is None:
        return ouvrir_evaluation(commande, par=par)
    if evaluation.evaluateur_id != par.pk:
        evaluation.evaluateur = par
        evaluation.save(update_fields=["evaluateur"])
        journaliser(evaluation, "confier", par=par, libelle=f"{evaluation} confiée à {par}")
    return evaluation


@transaction.atomic
def enregistrer(
    evaluation: Evaluation, saisies: Mapping[str, object], *, section: Section, vue: str, par: Utilisateur
) -> Enregistrement:
    """Keep what was typed on the page of one section; other sections stay as they are, whoever wrote them.

    `saisies` and `vue`: see `fusionner`. What is not changed makes no new revision.
    Raises Refus("revision-depassee") when the section was changed meanwhile to something else: nothing is overwritten;
    Refus("evaluation-terminee"), Refus("lecture-seule"), or the code of `perte_de`.
    """
    _verrouiller(evaluation, par)
    if evaluation.etat == EtatEvaluation.TERMINEE:
        raise Refus(
            "evaluation-terminee",
            "L’évaluation a été terminée : rien n’a été enregistré. Reprenez-la pour la modifier.",
        )
    fusion = fusionner(charger(evaluation.version), section, evaluation.reponses, saisies, vue=vue, le=aujourd_hui())
    if fusion.est_en_conflit:
        raise Refus(
            "revision-depassee",
            "Cette section a été modifiée depuis que vous l’avez ouverte, dans un autre onglet ou sur un autre "
            "ordinateur : rien n’a été remplacé. Choisissez la version à garder.",
        )
    if fusion.est_changee:
        ecrire_reponses(evaluation, fusion.reponses)
    return Enregistrement(fusion.fautes, fusion.est_depassee)


@transaction.atomic
def terminer(evaluation: Evaluation, *, par: Utilisateur) -> None:
    """Finish an evaluation to which nothing lacks and whose plan keeps to its ceilings; a second time changes nothing.

    Raises EvaluationIncomplete, Refus("lecture-seule"), or the code of `perte_de`.
    """
    _verrouiller(evaluation, par)
    if evaluation.etat == EtatEvaluation.TERMINEE:
        return
    if trouves := empechements_de(evaluation):
        raise EvaluationIncomplete(trouves)
    changer_etat(evaluation, "terminer", par=par, libelle=f"{evaluation} terminée", garder=["commande", "convention"])


@transaction.atomic
def reprendre(evaluation: Evaluation, *, par: Utilisateur) -> None:
    """Open a finished evaluation again; a second time changes nothing.

    Raises Refus("lecture-seule"), or the code of `perte_de`.
    """
    _verrouiller(evaluation, par)
    if evaluation.etat == EtatEvaluation.TERMINEE:
        changer_etat(
            evaluation, "reprendre", par=par, libelle=f"{evaluation} reprise", garder=["commande", "convention"]
        )


def bilan_du_plan(evaluation: Evaluation) -> Bilan:
    """Return what the proposed plan adds up to, beside the ceilings of the day of the visit, or of today without it."""
    le = evaluation.visitee_le or aujourd_hui()
    return controler_plan(charger(evaluation.version), evaluation.reponses, lire_plafonds(), le=le)


def _verrouiller(evaluation: Evaluation, par: Utilisateur) -> None:
    """Lock the order and its evaluation, which `par` must hold and which must still be free to change."""
    _exiger_tenue(verrouiller(evaluation.commande, garder=GARDER), par)
    verrouiller(evaluation, garder=["commande", "convention", "caisse"])
    if evaluation.etat not in MODIFIABLES:
        raise Refus(
            "lecture-seule",
            f"L’état de l’évaluation est « {evaluation.get_etat_display()} » : elle ne se modifie plus.",
        )


def _exiger_tenue(commande: Commande, par: Utilisateur) -> None:
    if perte := perte_de(commande, par=par):
        raise Refus(perte.code, f"{perte.motif} Rien n’a été enregistré.")

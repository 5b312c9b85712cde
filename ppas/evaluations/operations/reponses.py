"""Writing the answers of an evaluation, whichever door they came by: the pages on line, or an offline computer."""

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.operations.controler import empechements_de
from ppas.evaluations.regles import formulaire
from ppas.evaluations.regles.description import DERNIERE_VERSION, charger
from ppas.evaluations.regles.fin import Empechement
from ppas.evaluations.regles.gir import calculer_gir
from ppas.evaluations.regles.transmission import date_de_visite
from ppas.socle.etats import changer_etat
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser


def ouvrir_evaluation(commande: Commande, *, par: Utilisateur, version: int = DERNIERE_VERSION) -> Evaluation:
    """Make the evaluation of an order, without any answer; the caller holds the lock of the order, which has none."""
    evaluation = preparer_evaluation(commande, par=par, version=version)
    _commencer(evaluation)
    return evaluation


def preparer_evaluation(commande: Commande, *, par: Utilisateur, version: int) -> Evaluation:
    """Return what `ouvrir_evaluation` makes, in memory only: `ecrire_reponses` writes it with its first answers."""
    instant = maintenant()
    return Evaluation(
        commande=commande,
        caisse_id=commande.caisse_id,
        convention=commande.convention,
        evaluateur=par,
        version=version,
        commencee_le=instant,
        modifiee_le=instant,
    )


def _commencer(evaluation: Evaluation) -> None:
    evaluation.save(force_insert=True)
    libelle = f"Évaluation de la commande n° {evaluation.commande.numero} commencée"
    journaliser(evaluation, "commencer", par=evaluation.evaluateur, libelle=libelle)


def ecrire_reponses(evaluation: Evaluation, reponses: object) -> list[formulaire.Faute]:
    """Make `reponses` the answers of the evaluation, as its next revision; return what could not be kept.

    They are all the answers, not only those of a page. They are cleaned by the form's rules, the GIR is computed again
    and never taken from the sender. The caller holds the lock of `evaluation` and has checked that it may change.
    """
    propres, fautes = formulaire.nettoyer(charger(evaluation.version), reponses, le=aujourd_hui())
    evaluation.reponses = propres
    evaluation.gir = calculer_gir(propres).gir
    evaluation.visitee_le = date_de_visite(propres)
    evaluation.revision += 1
    evaluation.modifiee_le = maintenant()
    if evaluation.pk is None:
        _commencer(evaluation)
    else:
        evaluation.save(update_fields=["version", "reponses", "gir", "visitee_le", "revision", "modifiee_le"])
    return fautes


def accorder_etat(evaluation: Evaluation, *, est_terminee: bool, par: Utilisateur) -> list[Empechement]:
    """Finish the evaluation when `est_terminee` and nothing prevents it, take it up again otherwise; return what does.

    The caller holds its lock. One that the caisse sent back stays so until it is finished.
    """
    trouves = empechements_de(evaluation) if est_terminee else []
    if est_terminee and not trouves:
        if evaluation.etat != EtatEvaluation.TERMINEE:
            changer_etat(evaluation, "terminer", par=par, est_verrouille=True)
    elif evaluation.etat == EtatEvaluation.TERMINEE:
        changer_etat(evaluation, "reprendre", par=par, est_verrouille=True)
    return trouves

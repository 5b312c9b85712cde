"""The dated life of an evaluation: what was done, where it stands, what is to come (PLU-04, EVA-08)."""

from datetime import datetime

from ppas.paiements.regles.situation_evaluation import (
    LIBELLES,
    EvaluationSuivie,
    SituationEvaluation,
    situation_d_evaluation,
)
from ppas.paiements.regles.vie import Etape, Pas, etapes
from ppas.socle.regles.affichage import date_fr, date_heure_fr

PARCOURS = (
    SituationEvaluation.COMMANDEE,
    SituationEvaluation.RESERVEE,
    SituationEvaluation.EN_COURS,
    SituationEvaluation.TERMINEE,
    SituationEvaluation.TRANSMISE,
    SituationEvaluation.ACCEPTEE,
    SituationEvaluation.EXPORTEE,
    SituationEvaluation.EN_PAIEMENT,
    SituationEvaluation.PAYEE,
)
"""The life of an evaluation to which nothing happens."""
SAISIES = (SituationEvaluation.RESERVEE, SituationEvaluation.EN_COURS, SituationEvaluation.TERMINEE)
"""Where its evaluator has it in hand."""


def vie_d_evaluation(suivie: EvaluationSuivie, *, le: datetime) -> list[Etape]:
    """Return the steps of `suivie` in their order, exactly one of which is the present one.

    A slip that may not be read yet says nothing but from when it will be (PAY-02).
    """
    ou = situation_d_evaluation(suivie, le=le)
    pas = _pas(suivie, ou)
    if ou is SituationEvaluation.ANNULEE:
        faites = [pas[etape] for etape in PARCOURS[:5] if pas[etape].le]
        return etapes([*faites, Pas(LIBELLES[ou], suivie.annulee_le)], [])
    renvoi = Pas(LIBELLES[SituationEvaluation.A_CORRIGER], suivie.renvoyee_le)
    if ou is SituationEvaluation.A_CORRIGER:
        return etapes([*_jusqu_a(SituationEvaluation.TRANSMISE, pas), renvoi], _a_refaire(pas))
    rang = PARCOURS.index(ou)
    if not suivie.renvoyee_le:
        return etapes([pas[etape] for etape in PARCOURS[: rang + 1]], [pas[etape] for etape in PARCOURS[rang + 1 :]])
    if ou in SAISIES:
        return etapes([*_jusqu_a(SituationEvaluation.TRANSMISE, pas), renvoi, pas[ou]], _a_refaire(pas))
    faites = [pas[etape] for etape in PARCOURS[4 : rang + 1]]
    debut = _jusqu_a(SituationEvaluation.TERMINEE, pas)
    return etapes([*debut, renvoi, *faites], [pas[etape] for etape in PARCOURS[rang + 1 :]])


def _jusqu_a(fin: SituationEvaluation, pas: dict[SituationEvaluation, Pas]) -> list[Pas]:
    return [pas[etape] for etape in PARCOURS[: PARCOURS.index(fin) + 1]]


def _a_refaire(pas: dict[SituationEvaluation, Pas]) -> list[Pas]:
    """Return what is to come once it was sent back: another transmission, then the rest."""
    return [Pas("Transmise de nouveau"), *(Pas(pas[etape].libelle) for etape in PARCOURS[5:])]


def _pas(suivie: EvaluationSuivie, ou: SituationEvaluation) -> dict[SituationEvaluation, Pas]:
    paiement = suivie.paiement
    est_lisible = ou is SituationEvaluation.PAYEE
    lisible = f"bordereau lisible à partir du {date_heure_fr(paiement.visible_le)}" if paiement else ""
    visite = f"visite du {date_fr(suivie.visitee_le)}" if suivie.visitee_le else ""
    limite = f"commande n° {suivie.commande}, à rendre avant le {date_fr(suivie.limite)}"
    faits = {
        SituationEvaluation.COMMANDEE: (suivie.commandee_le, limite),
        SituationEvaluation.RESERVEE: (suivie.reservee_le, ""),
        SituationEvaluation.EN_COURS: (suivie.commencee_le, visite),
        SituationEvaluation.TERMINEE: (None, ""),
        SituationEvaluation.TRANSMISE: (suivie.transmise_le, ""),
        SituationEvaluation.ACCEPTEE: (suivie.acceptee_le, ""),
        SituationEvaluation.EXPORTEE: (suivie.exportee_le, ""),
        SituationEvaluation.EN_PAIEMENT: (paiement.mandate_le if paiement else None, "" if est_lisible else lisible),
        SituationEvaluation.PAYEE: (paiement.date_paiement if paiement else None, ""),
    }
    return {etape: Pas(LIBELLES[etape], jour, precision) for etape, (jour, precision) in faits.items()}

"""Every evaluation that the rows can make: each state of an order and of an evaluation, with what may go with it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from typing import Any

from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.paiements.regles.situation_evaluation import EvaluationSuivie
from tests.paiements.regles.lignes import PARIS, paiement

TRANSMISE_LE = datetime(2026, 11, 10, 17, 0, tzinfo=PARIS)
RENVOYEE_LE = datetime(2026, 11, 11, 9, 0, tzinfo=PARIS)
AVANT = {"", EtatEvaluation.EN_COURS, EtatEvaluation.TERMINEE, EtatEvaluation.ABANDONNEE}
"""Evaluations that the caisse never had, when nothing else is said of them."""
ACCEPTEES = {EtatEvaluation.ACCEPTEE, EtatEvaluation.PAYEE}


def suivie(etat: str = "", **champs: Any) -> EvaluationSuivie:
    """Return an evaluation ordered on 2 November 2026, due on 2 December, visited on the 9th."""
    est_renvoyee = etat == EtatEvaluation.A_CORRIGER
    return EvaluationSuivie(
        **{
            "commande": "EV202600001",
            "etat_commande": EtatCommande.RESERVEE.value if etat in AVANT else EtatCommande.REALISEE.value,
            "commandee_le": date(2026, 11, 2),
            "limite": date(2026, 12, 2),
            "etat": str(etat),
            "reservee_le": datetime(2026, 11, 4, 9, 0, tzinfo=PARIS),
            "commencee_le": datetime(2026, 11, 9, 14, 0, tzinfo=PARIS) if etat else None,
            "visitee_le": date(2026, 11, 9) if etat else None,
            "transmise_le": None if etat in AVANT else TRANSMISE_LE,
            "renvoyee_le": RENVOYEE_LE if est_renvoyee else None,
            "acceptee_le": datetime(2026, 11, 12, 10, 0, tzinfo=PARIS) if etat in ACCEPTEES else None,
            "exportee_le": datetime(2026, 11, 13, 8, 0, tzinfo=PARIS) if etat == EtatEvaluation.PAYEE else None,
            "paiement": paiement(montant_centimes=13000) if etat == EtatEvaluation.PAYEE else None,
            "attendu_centimes": 13000 if etat else None,
        }
        | champs
    )


EXPORTEE = {"exportee_le": datetime(2026, 11, 13, 8, 0, tzinfo=PARIS)}
UNE_DE_CHAQUE: dict[str, EvaluationSuivie] = {
    "commandee": suivie(etat_commande=EtatCommande.A_RESERVER.value, reservee_le=None),
    "reservee": suivie(),
    "en_cours": suivie(EtatEvaluation.EN_COURS),
    "terminee": suivie(EtatEvaluation.TERMINEE),
    "transmise": suivie(EtatEvaluation.TRANSMISE),
    "a_corriger": suivie(EtatEvaluation.A_CORRIGER),
    "acceptee": suivie(EtatEvaluation.ACCEPTEE),
    "exportee": suivie(EtatEvaluation.ACCEPTEE, **EXPORTEE),
    "en_paiement": suivie(EtatEvaluation.PAYEE, paiement=paiement(est_lisible=False, montant_centimes=12345)),
    "payee": suivie(EtatEvaluation.PAYEE),
    "annulee": suivie(
        EtatEvaluation.ABANDONNEE, etat_commande=EtatCommande.ANNULEE.value, annulee_le=date(2026, 11, 10)
    ),
}
"""An ordinary evaluation in each situation, by name of the situation."""


def toutes() -> Iterator[EvaluationSuivie]:
    """Yield every combination of states, whatever the rules allow: a story must exist for what should not happen."""
    paiements = [None, paiement(), paiement(est_lisible=False)]
    dates: list[dict[str, Any]] = [{}, EXPORTEE, {"renvoyee_le": RENVOYEE_LE}, {"transmise_le": TRANSMISE_LE}]
    dates += [{"renvoyee_le": RENVOYEE_LE, "transmise_le": RENVOYEE_LE.replace(day=12)}, {"attendu_centimes": None}]
    dates += [dict.fromkeys(("reservee_le", "commencee_le", "visitee_le", "acceptee_le", "annulee_le"))]
    for commande, etat, paye, champs in product(EtatCommande, ["", *EtatEvaluation], paiements, dates):
        yield suivie(etat, etat_commande=commande.value, paiement=paye, **champs)

"""Where an evaluation stands, from its order to its payment, from what its rows say; none of its answers is read.

Instants have a time zone, amounts are in cents, states are the values of `evaluations.etats`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ppas.paiements.regles.situation import Paiement


class SituationEvaluation(StrEnum):
    """Every place where an evaluation may stand."""

    COMMANDEE = "commandee"
    RESERVEE = "reservee"
    EN_COURS = "en_cours"
    TERMINEE = "terminee"
    TRANSMISE = "transmise"
    A_CORRIGER = "a_corriger"
    ACCEPTEE = "acceptee"
    EXPORTEE = "exportee"
    EN_PAIEMENT = "en_paiement"
    PAYEE = "payee"
    ANNULEE = "annulee"


LIBELLES = {
    SituationEvaluation.COMMANDEE: "Commandée",
    SituationEvaluation.RESERVEE: "Réservée",
    SituationEvaluation.EN_COURS: "En cours",
    SituationEvaluation.TERMINEE: "Terminée, à transmettre",
    SituationEvaluation.TRANSMISE: "Transmise à la caisse",
    SituationEvaluation.A_CORRIGER: "Renvoyée pour correction",
    SituationEvaluation.ACCEPTEE: "Acceptée par la caisse",
    SituationEvaluation.EXPORTEE: "Exportée vers la caisse",
    SituationEvaluation.EN_PAIEMENT: "En paiement",
    SituationEvaluation.PAYEE: "Payée",
    SituationEvaluation.ANNULEE: "Commande annulée",
}
TONS = {
    SituationEvaluation.PAYEE: "ok",
    SituationEvaluation.A_CORRIGER: "non",
    SituationEvaluation.ANNULEE: "neutre",
    SituationEvaluation.COMMANDEE: "attente",
    SituationEvaluation.RESERVEE: "attente",
    SituationEvaluation.EN_COURS: "attente",
    SituationEvaluation.TERMINEE: "attente",
}
"""Tone of the pill that shows a situation; the others, in the caisse's hands, are « info »."""


@dataclass(frozen=True, kw_only=True)
class EvaluationSuivie:
    """An order and what became of its evaluation, whose state is "" before it is begun.

    `reservee_le`, `renvoyee_le` and `transmise_le` are those of the last time. `attendu_centimes` is the caisse's
    tariff on the day of the visit, None without one.
    """

    commande: str
    etat_commande: str
    commandee_le: date
    limite: date
    etat: str = ""
    reservee_le: datetime | None = None
    annulee_le: date | None = None
    commencee_le: datetime | None = None
    visitee_le: date | None = None
    transmise_le: datetime | None = None
    renvoyee_le: datetime | None = None
    acceptee_le: datetime | None = None
    exportee_le: datetime | None = None
    attendu_centimes: int | None = None
    paiement: Paiement | None = None

    @property
    def est_retransmise(self) -> bool:
        """Whether the caisse, who had sent it back, received it again."""
        return bool(self.renvoyee_le and self.transmise_le and self.renvoyee_le < self.transmise_le)


def situation_d_evaluation(suivie: EvaluationSuivie, *, le: datetime) -> SituationEvaluation:
    """Return where `suivie` stands at the instant `le`: « en paiement » until its slip may be read (PAY-02).

    Raises ValueError for a state that this module does not know.
    """
    if suivie.etat_commande == "annulee" or suivie.etat == "abandonnee":
        return SituationEvaluation.ANNULEE
    if not suivie.etat:
        est_libre = suivie.etat_commande == "a_reserver"
        return SituationEvaluation.COMMANDEE if est_libre else SituationEvaluation.RESERVEE
    propre = SituationEvaluation(suivie.etat)
    if propre is SituationEvaluation.ACCEPTEE and suivie.exportee_le:
        return SituationEvaluation.EXPORTEE
    if propre is SituationEvaluation.PAYEE and not (suivie.paiement and le >= suivie.paiement.visible_le):
        return SituationEvaluation.EN_PAIEMENT
    return propre


def ton_d_evaluation(situation: SituationEvaluation) -> str:
    """Return the tone in which the pill of `situation` is drawn."""
    return TONS.get(situation, "info")

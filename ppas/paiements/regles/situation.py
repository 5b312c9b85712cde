"""Where a line stands, from what its rows say: the one point of departure of its life and of its story.

A line is what a structure asks to be paid for a person and a period: accepted, refused by the portal, or sent by post.
Instants have a time zone, amounts are in cents, states are the values of `facturation.etats`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Situation(StrEnum):
    """Every place where a line may stand. Its first part repeats the states of its row."""

    ACCEPTEE = "acceptee"
    EXPORTEE = "exportee"
    EN_PAIEMENT = "en_paiement"
    PAYEE = "payee"
    REJETEE = "rejetee"
    ANNULEE = "annulee"
    A_CORRIGER = "a_corriger"
    PAR_COURRIER = "par_courrier"
    REFACTUREE = "refacturee"
    ENVOYEE = "envoyee"
    SANS_SUITE = "sans_suite"
    COURRIER_ANNONCE = "courrier_annonce"
    COURRIER_RECU = "courrier_recu"
    COURRIER_ACCEPTE = "courrier_accepte"
    COURRIER_REFUSE = "courrier_refuse"
    COURRIER_RETIRE = "courrier_retire"


LIBELLES = {
    Situation.ACCEPTEE: "Acceptée",
    Situation.EXPORTEE: "Exportée vers la caisse",
    Situation.EN_PAIEMENT: "En paiement",
    Situation.PAYEE: "Payée",
    Situation.REJETEE: "Rejetée par la caisse",
    Situation.ANNULEE: "Annulée",
    Situation.A_CORRIGER: "À corriger",
    Situation.PAR_COURRIER: "À envoyer par courrier",
    Situation.REFACTUREE: "Refacturée",
    Situation.ENVOYEE: "Envoyée par courrier",
    Situation.SANS_SUITE: "Sans suite",
    Situation.COURRIER_ANNONCE: "Annoncée par courrier",
    Situation.COURRIER_RECU: "Courrier reçu par la caisse",
    Situation.COURRIER_ACCEPTE: "Courrier accepté",
    Situation.COURRIER_REFUSE: "Courrier refusé",
    Situation.COURRIER_RETIRE: "Courrier retiré",
}
TONS = {
    "ok": {Situation.PAYEE, Situation.REFACTUREE, Situation.COURRIER_ACCEPTE},
    "non": {Situation.REJETEE, Situation.ANNULEE, Situation.A_CORRIGER, Situation.COURRIER_REFUSE},
    "attente": {Situation.PAR_COURRIER},
    "neutre": {Situation.SANS_SUITE, Situation.COURRIER_RETIRE},
}
"""Tone of the pill that shows a situation; the others, on their way, are « info »."""


class Origine(StrEnum):
    """The door through which an accepted line came."""

    FICHIER = "fichier"
    SAISIE = "saisie"
    COURRIER = "courrier"


@dataclass(frozen=True, kw_only=True)
class Paiement:
    """What a slip says of a line: `mandate_le` is its arrival from the caisse, `visible_le` 48 hours after payment."""

    numero: str
    mandate_le: datetime
    date_paiement: date
    visible_le: datetime
    montant_centimes: int


@dataclass(frozen=True)
class Motif:
    """Why a line was refused or rejected: a code, the sentence that goes with it, what to do when it is known."""

    code: str
    libelle: str
    remede: str = ""


@dataclass(frozen=True, kw_only=True)
class Courrier:
    """A letter. `facture` is the record that it became once accepted; `retire_le` is known from the journal."""

    etat: str
    numero: str
    annonce_le: datetime
    recu_le: date | None = None
    decide_le: datetime | None = None
    retire_le: datetime | None = None
    reponse: str = ""
    facture: int | None = None


@dataclass(frozen=True, kw_only=True)
class LigneAcceptee:
    """An accepted line. `envoi` names its file, month or letter; `courrier` is what was sent after its rejection.

    `envoyee_le` and `controlee_le` are None when a cancelled form no longer tells them, like `annulee_le`.
    """

    etat: str
    origine: Origine
    envoi: str
    montant_centimes: int
    envoyee_le: datetime | None
    controlee_le: datetime | None
    exportee_le: datetime | None = None
    paiement: Paiement | None = None
    rejetee_le: date | None = None
    annulee_le: datetime | None = None
    motifs: tuple[Motif, ...] = field(default=())
    courrier: Courrier | None = None


@dataclass(frozen=True, kw_only=True)
class LigneEcartee:
    """A line that the portal refused. `close_le` is when it was invoiced again, sent by post or given up."""

    etat: str
    envoi: str
    montant_centimes: int
    envoyee_le: datetime
    controlee_le: datetime | None
    close_le: datetime | None = None
    motifs: tuple[Motif, ...] = field(default=())
    facture: int | None = None
    courrier: Courrier | None = None


type Ligne = LigneAcceptee | LigneEcartee | Courrier


def situation(ligne: Ligne, *, le: datetime) -> Situation:
    """Return where `ligne` stands at the instant `le`.

    A paid line is « en paiement » until its slip may be read (PAY-02). What was sent by post after a refusal or a
    rejection stands where its letter does. Raises ValueError for a state that this module does not know.
    """
    if isinstance(ligne, Courrier):
        return Situation(f"courrier_{ligne.etat}")
    propre = Situation(ligne.etat)
    if propre in {Situation.REJETEE, Situation.ENVOYEE} and ligne.courrier:
        return situation(ligne.courrier, le=le)
    if propre is Situation.PAYEE and not _est_lisible(ligne, le):
        return Situation.EN_PAIEMENT
    return propre


def ton(situation: Situation) -> str:
    """Return the tone in which the pill of `situation` is drawn."""
    return next((ton for ton, situations in TONS.items() if situation in situations), "info")


def _est_lisible(ligne: LigneAcceptee | LigneEcartee, le: datetime) -> bool:
    paiement = ligne.paiement if isinstance(ligne, LigneAcceptee) else None
    return paiement is not None and le >= paiement.visible_le

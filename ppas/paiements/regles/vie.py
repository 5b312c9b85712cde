"""The dated life of an invoice line: what was done, where it stands, what is to come (PLU-04)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ppas.paiements.regles.situation import (
    LIBELLES,
    Courrier,
    Ligne,
    LigneAcceptee,
    LigneEcartee,
    Origine,
    Situation,
    situation,
)
from ppas.socle.regles.affichage import date_heure_fr


class Moment(StrEnum):
    """Where a step is, seen from today."""

    FAITE = "faite"
    ACTUELLE = "actuelle"
    A_VENIR = "a-venir"


@dataclass(frozen=True)
class Etape:
    """A step: its name, when it was done (None when it is not, or when nothing tells it), what else is known of it."""

    libelle: str
    moment: Moment
    le: date | datetime | None = None
    precision: str = ""


@dataclass(frozen=True)
class Pas:
    """A step before one knows where the line stands."""

    libelle: str
    le: date | datetime | None = None
    precision: str = ""


PARCOURS = (
    "Déposée",
    "Contrôlée",
    LIBELLES[Situation.ACCEPTEE],
    LIBELLES[Situation.EXPORTEE],
    LIBELLES[Situation.EN_PAIEMENT],
    LIBELLES[Situation.PAYEE],
)
"""The life of a line to which nothing happens."""
ENVOIS = {
    Origine.FICHIER: "par le fichier {envoi}",
    Origine.SAISIE: "par saisie en ligne, {envoi}",
    Origine.COURRIER: "par courrier, {envoi}",
}


def vie(ligne: Ligne, *, le: datetime) -> list[Etape]:
    """Return the steps of `ligne` in their order, exactly one of which is the present one.

    A slip that may not be read yet says nothing but from when it will be (PAY-02).
    """
    if isinstance(ligne, LigneAcceptee):
        faites, a_venir = _vie_acceptee(ligne, situation(ligne, le=le))
    elif isinstance(ligne, LigneEcartee):
        faites, a_venir = _vie_ecartee(ligne, situation(ligne, le=le))
    else:
        faites, a_venir = _vie_courrier(ligne)
    return etapes(faites, a_venir)


def etapes(faites: list[Pas], a_venir: list[Pas]) -> list[Etape]:
    """Return these steps in their order: the last one of `faites` is the present one."""
    *passees, presente = faites
    return [
        *(Etape(pas.libelle, Moment.FAITE, pas.le, pas.precision) for pas in passees),
        Etape(presente.libelle, Moment.ACTUELLE, presente.le, presente.precision),
        *(Etape(pas.libelle, Moment.A_VENIR, pas.le, pas.precision) for pas in a_venir),
    ]


def _vie_acceptee(ligne: LigneAcceptee, ou: Situation) -> tuple[list[Pas], list[Pas]]:
    paiement = ligne.paiement
    est_lisible = ou is Situation.PAYEE
    lisible = f"bordereau lisible à partir du {date_heure_fr(paiement.visible_le)}" if paiement else ""
    parcours = [
        Pas(PARCOURS[0], ligne.envoyee_le, ENVOIS[ligne.origine].format(envoi=ligne.envoi)),
        Pas(PARCOURS[1], ligne.controlee_le),
        Pas(PARCOURS[2], ligne.controlee_le),
        Pas(PARCOURS[3], ligne.exportee_le),
        Pas(PARCOURS[4], paiement.mandate_le if paiement else None, "" if est_lisible else lisible),
        Pas(PARCOURS[5], paiement.date_paiement if paiement else None),
    ]
    if ligne.etat == Situation.ANNULEE:
        return [*parcours[:3], Pas(LIBELLES[Situation.ANNULEE], ligne.annulee_le)], []
    if ligne.etat == Situation.REJETEE:
        codes = ", ".join(motif.code for motif in ligne.motifs)
        rejet = Pas(LIBELLES[Situation.REJETEE], ligne.rejetee_le, f"anomalie de report {codes}" if codes else "")
        suite, a_venir = _vie_courrier(ligne.courrier) if ligne.courrier else ([], [])
        return [*parcours[:4], rejet, *suite], a_venir
    nb = PARCOURS.index(LIBELLES[ou]) + 1
    return parcours[:nb], parcours[nb:]


def _vie_ecartee(ligne: LigneEcartee, ou: Situation) -> tuple[list[Pas], list[Pas]]:
    codes = ", ".join(motif.code for motif in ligne.motifs)
    faites = [
        Pas("Déposée", ligne.envoyee_le, f"par le fichier {ligne.envoi}"),
        Pas("Contrôlée", ligne.controlee_le),
        Pas("Refusée à l’envoi", ligne.controlee_le, f"anomalie de facturation {codes}" if codes else ""),
    ]
    suite, a_venir = _vie_courrier(ligne.courrier) if ligne.courrier else ([], [])
    if ligne.etat == Situation.ENVOYEE and suite:
        return [*faites, *suite], a_venir
    faites += suite  # a letter refused or withdrawn left the line to be dealt with again
    precision = f"enregistrement n° {ligne.facture}" if ligne.facture else ""
    faites.append(Pas(LIBELLES[ou], ligne.close_le, precision))
    suites = {Situation.A_CORRIGER: Situation.REFACTUREE, Situation.PAR_COURRIER: Situation.ENVOYEE}
    return faites, [Pas(LIBELLES[suites[ou]])] if ou in suites else []


def _vie_courrier(courrier: Courrier) -> tuple[list[Pas], list[Pas]]:
    """Return the steps of a letter; a caisse may register and decide on one that it did not say it had received."""
    ou = Situation(f"courrier_{courrier.etat}")
    annonce = Pas(LIBELLES[Situation.COURRIER_ANNONCE], courrier.annonce_le, f"courrier n° {courrier.numero}")
    recu = Pas(LIBELLES[Situation.COURRIER_RECU], courrier.recu_le)
    decision = Pas("Décision de la caisse")
    match ou:
        case Situation.COURRIER_ANNONCE:
            return [annonce], [recu, decision]
        case Situation.COURRIER_RECU:
            return [annonce, recu], [decision]
        case Situation.COURRIER_RETIRE:
            return [annonce, Pas(LIBELLES[ou], courrier.retire_le)], []
        case _:
            suite = f"enregistrement n° {courrier.facture}" if courrier.facture else courrier.reponse
            return [annonce, recu, Pas(LIBELLES[ou], courrier.decide_le, suite)], []

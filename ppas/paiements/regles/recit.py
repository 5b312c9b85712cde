"""« Pourquoi pas payé ? »: what happened to a line, in dated sentences, why it is not paid and who must act (PLU-06).

The reasons between quotation marks are those of the FAQ (« Le bordereau de paiement »), word for word.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ppas.facturation.regles.controles import COURRIER
from ppas.paiements.regles.situation import (
    Courrier,
    Ligne,
    LigneAcceptee,
    LigneEcartee,
    Motif,
    Origine,
    Paiement,
    Situation,
    situation,
)
from ppas.socle.regles.affichage import date_heure_fr, euros, jour_en_lettres

PAS_MANDATEE = "la caisse n’a pas encore mandaté votre facturation"
PAS_EN_LIGNE = "le bordereau de paiement Antares n’est pas encore à disposition dans Ppas"
DELAI = (
    "Les bordereaux de paiements (donnant le détail de ce qui vous a été payé) sont mis en ligne dans le portail "
    "48 heures après la date de paiement."
)
RAISONS = {
    Situation.ACCEPTEE: PAS_MANDATEE,
    Situation.EXPORTEE: PAS_MANDATEE,
    Situation.EN_PAIEMENT: PAS_EN_LIGNE,
}
"""Which of the two reasons of the FAQ is the right one (PAY-03)."""


class Lecteur(StrEnum):
    """Who reads the story."""

    PARTENAIRE = "partenaire"
    CAISSE = "caisse"


class Acteur(StrEnum):
    """Who must act for the line to go on."""

    PARTENAIRE = "le partenaire"
    CAISSE = "la caisse"
    PERSONNE = "personne"


@dataclass(frozen=True)
class Recit:
    """A story: sentences in the order of the facts, who must act, what to do, the FAQ's reason or ""."""

    phrases: tuple[str, ...]
    acteur: Acteur
    faire: str
    raison: str = ""


RIEN = "Vous n’avez rien à faire : "
SUITES: dict[Situation, tuple[Acteur, str, str]] = {
    Situation.ACCEPTEE: (
        Acteur.CAISSE,
        RIEN + "elle partira avec le prochain export de la caisse, qui la mandatera ensuite.",
        "Exportez-la par « Exporter les factures », pour que votre système d’information la mandate.",
    ),
    Situation.EXPORTEE: (
        Acteur.CAISSE,
        RIEN + "la caisse doit encore la mandater. Une anomalie de report, s’il y en a, arrive deux ou trois jours "
        "après l’envoi.",
        "Mandatez-la dans votre système d’information, puis importez le flux « paiements » ou « anomalies-report ».",
    ),
    Situation.EN_PAIEMENT: (
        Acteur.PERSONNE,
        RIEN + "le bordereau s’affichera de lui-même dans « Bordereaux de paiements ».",
        "Rien à faire : le partenaire lira son bordereau de lui-même.",
    ),
    Situation.PAYEE: (
        Acteur.PERSONNE,
        RIEN + "elle est payée. Rapprochez le total du bordereau du versement reçu.",
        "Rien à faire : elle est payée.",
    ),
    Situation.REJETEE: (
        Acteur.PARTENAIRE,
        "Une ligne qui a une anomalie de report ne peut pas être re-facturée via le portail. " + COURRIER,
        (
            "Le partenaire ne peut pas la re-facturer via le portail : si elle est due, il doit vous l’envoyer par "
            "courrier."
        ),
    ),
    Situation.ANNULEE: (
        Acteur.PARTENAIRE,
        "Si le mois est toujours à facturer, complétez son formulaire et validez-le de nouveau.",
        "Pour être payé de cette période, il doit la facturer de nouveau.",
    ),
    Situation.A_CORRIGER: (
        Acteur.PARTENAIRE,
        "Corrigez-la, puis facturez-la de nouveau via le portail.",
        "Le partenaire doit la corriger et la facturer de nouveau.",
    ),
    Situation.PAR_COURRIER: (
        Acteur.PARTENAIRE,
        "Elle ne peut pas être re-facturée via le portail. " + COURRIER,
        "Si elle est due, le partenaire doit vous l’envoyer par courrier.",
    ),
    Situation.REFACTUREE: (
        Acteur.PERSONNE,
        RIEN + "suivez l’enregistrement qui l’a remplacée.",
        "Suivez l’enregistrement qui l’a remplacée.",
    ),
    Situation.ENVOYEE: (
        Acteur.CAISSE,
        RIEN + "la caisse doit la traiter à réception du courrier.",
        "Enregistrez le courrier à sa réception, puis décidez.",
    ),
    Situation.SANS_SUITE: (
        Acteur.PERSONNE,
        RIEN + "votre structure y a renoncé, elle ne sera pas payée.",
        "Rien à faire : le partenaire y a renoncé.",
    ),
    Situation.COURRIER_ANNONCE: (
        Acteur.PARTENAIRE,
        "Postez le courrier si ce n’est pas fait ; la caisse l’enregistrera à sa réception.",
        "Enregistrez le courrier dès sa réception.",
    ),
    Situation.COURRIER_RECU: (
        Acteur.CAISSE,
        RIEN + "la caisse a votre courrier et doit décider.",
        "Acceptez ou refusez ce courrier.",
    ),
    Situation.COURRIER_ACCEPTE: (
        Acteur.PERSONNE,
        RIEN + "suivez l’enregistrement que la caisse a créé.",
        "Suivez l’enregistrement que ce courrier est devenu.",
    ),
    Situation.COURRIER_REFUSE: (
        Acteur.PERSONNE,
        "Cette facturation ne sera pas payée. Adressez-vous à votre caisse si vous contestez sa réponse.",
        "Rien à faire : le partenaire a votre réponse.",
    ),
    Situation.COURRIER_RETIRE: (
        Acteur.PARTENAIRE,
        "Si ce règlement doit être réalisé, annoncez un nouveau courrier.",
        "Si ce règlement doit être réalisé, il doit annoncer un nouveau courrier.",
    ),
}
"""For each situation: who must act, what it asks of the partner, what it asks of the caisse."""


def recit(ligne: Ligne, *, le: datetime, lecteur: Lecteur) -> Recit:
    """Tell the story of `ligne` as `lecteur` may read it at the instant `le`."""
    ou = situation(ligne, le=le)
    acteur, au_partenaire, a_la_caisse = SUITES[ou]
    return Recit(
        tuple(_phrases(ligne, ou)),
        acteur,
        au_partenaire if lecteur is Lecteur.PARTENAIRE else a_la_caisse,
        RAISONS.get(ou, ""),
    )


def _phrases(ligne: Ligne, ou: Situation) -> Iterator[str]:
    if isinstance(ligne, LigneAcceptee):
        yield _envoi(ligne)
        if ligne.exportee_le:
            yield f"Transmise à la caisse le {jour_en_lettres(ligne.exportee_le)}."
        yield from _SELON_L_ETAT[Situation(ligne.etat)](ligne, ou)
    elif isinstance(ligne, LigneEcartee):
        yield f"Déposée le {jour_en_lettres(ligne.envoyee_le)} dans le fichier {ligne.envoi}, refusée à l’envoi."
        yield from map(_motif, ligne.motifs)
        yield from _suite_du_refus(ligne)
    else:
        yield from _phrases_du_courrier(ligne)


def _envoi(ligne: LigneAcceptee) -> str:
    if ligne.origine is Origine.FICHIER and ligne.envoyee_le and ligne.controlee_le:
        return (
            f"Déposée le {jour_en_lettres(ligne.envoyee_le)} dans le fichier {ligne.envoi}, contrôlée et acceptée le "
            f"{jour_en_lettres(ligne.controlee_le)}."
        )
    if ligne.origine is Origine.COURRIER and ligne.envoyee_le and ligne.controlee_le:
        return (
            f"Envoyée par courrier ({ligne.envoi}) et annoncée le {jour_en_lettres(ligne.envoyee_le)}, acceptée par la "
            f"caisse le {jour_en_lettres(ligne.controlee_le)}."
        )
    if ligne.envoyee_le:
        return f"Validée en ligne le {jour_en_lettres(ligne.envoyee_le)} ({ligne.envoi}), acceptée aussitôt."
    return f"Facturée en ligne ({ligne.envoi})."


def _pas_exportee(ligne: LigneAcceptee, ou: Situation) -> Iterator[str]:
    yield "Elle attend le prochain export vers le système d’information de la caisse."


def _pas_mandatee(ligne: LigneAcceptee, ou: Situation) -> Iterator[str]:
    yield "La caisse ne l’a pas encore mandatée."


def _payee(ligne: LigneAcceptee, ou: Situation) -> Iterator[str]:
    paiement = ligne.paiement
    if paiement is None:
        yield "La caisse l’a mandatée."
    elif ou is Situation.PAYEE:
        yield (
            f"Payée le {jour_en_lettres(paiement.date_paiement)} par le bordereau n° {paiement.numero}, pour "
            f"{euros(paiement.montant_centimes)}."
        )
        yield from _difference(ligne, paiement)
    else:
        yield f"La caisse l’a mandatée le {jour_en_lettres(paiement.mandate_le)}."
        yield (
            f"Le paiement est daté du {jour_en_lettres(paiement.date_paiement)} ; son bordereau pourra être lu à "
            f"partir du {date_heure_fr(paiement.visible_le)}."
        )


def _difference(ligne: LigneAcceptee, paiement: Paiement) -> Iterator[str]:
    ecart = paiement.montant_centimes - ligne.montant_centimes
    if ecart:
        sens = "de plus" if ecart > 0 else "de moins"
        yield (
            f"C’est {euros(abs(ecart))} {sens} que la part de la caisse facturée ({euros(ligne.montant_centimes)}) : "
            "la caisse peut dire pourquoi."
        )


def _rejetee(ligne: LigneAcceptee, ou: Situation) -> Iterator[str]:
    quand = f" le {jour_en_lettres(ligne.rejetee_le)}" if ligne.rejetee_le else ""
    yield f"Rejetée{quand} à l’entrée dans le système d’information de la caisse (anomalie de report)."
    yield from map(_motif, ligne.motifs)
    if ligne.courrier:
        yield from _phrases_du_courrier(ligne.courrier)


def _annulee(ligne: LigneAcceptee, ou: Situation) -> Iterator[str]:
    quand = f" le {jour_en_lettres(ligne.annulee_le)}" if ligne.annulee_le else ""
    yield f"La validation du formulaire a été annulée{quand} : cette ligne ne compte plus et sa période est libre."


_SELON_L_ETAT: dict[Situation, Callable[[LigneAcceptee, Situation], Iterator[str]]] = {
    Situation.ACCEPTEE: _pas_exportee,
    Situation.EXPORTEE: _pas_mandatee,
    Situation.PAYEE: _payee,
    Situation.REJETEE: _rejetee,
    Situation.ANNULEE: _annulee,
}


def _motif(motif: Motif) -> str:
    texte = f"{motif.code} : {motif.libelle.rstrip('.')}."
    return f"{texte} Que faire : {motif.remede}" if motif.remede else texte


def _suite_du_refus(ligne: LigneEcartee) -> Iterator[str]:
    if ligne.courrier:  # refused or withdrawn, it left the line to be dealt with again
        yield from _phrases_du_courrier(ligne.courrier)
    quand = f" le {jour_en_lettres(ligne.close_le)}" if ligne.close_le else ""
    if ligne.etat == Situation.REFACTUREE:
        numero = f" sous l’enregistrement n° {ligne.facture}" if ligne.facture else ""
        yield f"Corrigée et facturée de nouveau{quand}{numero}."
    elif ligne.etat == Situation.SANS_SUITE:
        yield f"Laissée sans suite{quand}."
    elif ligne.etat == Situation.ENVOYEE:
        if not ligne.courrier:
            yield f"Envoyée par courrier{quand}."
    elif ligne.etat == Situation.PAR_COURRIER:
        yield "Elle n’a pas été envoyée par courrier."
    else:
        yield "Elle n’a pas été facturée de nouveau."


def _phrases_du_courrier(courrier: Courrier) -> Iterator[str]:
    yield f"Courrier n° {courrier.numero} annoncé le {jour_en_lettres(courrier.annonce_le)}."
    if courrier.recu_le:
        yield f"Reçu par la caisse le {jour_en_lettres(courrier.recu_le)}."
    ou = Situation(f"courrier_{courrier.etat}")
    decide = f" le {jour_en_lettres(courrier.decide_le)}" if courrier.decide_le else ""
    if ou is Situation.COURRIER_ACCEPTE:
        numero = f" : c’est l’enregistrement n° {courrier.facture}" if courrier.facture else ""
        yield f"Accepté par la caisse{decide}{numero}."
    elif ou is Situation.COURRIER_REFUSE:
        reponse = f" : « {courrier.reponse} »" if courrier.reponse else ""
        yield f"Refusé par la caisse{decide}{reponse}" + ("" if courrier.reponse.endswith((".", "!", "?")) else ".")
    elif ou is Situation.COURRIER_RETIRE:
        retire = f" le {jour_en_lettres(courrier.retire_le)}" if courrier.retire_le else ""
        yield f"Retiré{retire} avant d’être reçu."

"""« Pourquoi pas payé ? » for an evaluation: what happened to it, in dated sentences, who must act (PLU-06, EVA-08).

None of its answers is told, nor what the caisse wrote when it sent it back: both speak of a person's health (R6).
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from ppas.paiements.regles.recit import PAS_EN_LIGNE, PAS_MANDATEE, RIEN, Acteur, Lecteur, Recit
from ppas.paiements.regles.situation import Paiement
from ppas.paiements.regles.situation_evaluation import EvaluationSuivie, SituationEvaluation, situation_d_evaluation
from ppas.socle.regles.affichage import PARIS, date_heure_fr, euros, jour_en_lettres

RAISONS = {
    SituationEvaluation.ACCEPTEE: PAS_MANDATEE,
    SituationEvaluation.EXPORTEE: PAS_MANDATEE,
    SituationEvaluation.EN_PAIEMENT: PAS_EN_LIGNE,
}
"""Which of the two reasons of the FAQ is the right one (PAY-03)."""
SUITES: dict[SituationEvaluation, tuple[Acteur, str, str]] = {
    SituationEvaluation.COMMANDEE: (
        Acteur.PARTENAIRE,
        "Réservez-la dans « Commandes d’évaluation », puis prenez rendez-vous avec la personne.",
        "La structure doit la réserver.",
    ),
    SituationEvaluation.RESERVEE: (
        Acteur.PARTENAIRE,
        "Faites la visite, puis saisissez l’évaluation : en ligne, ou en mode déconnecté.",
        "La structure doit faire la visite et saisir l’évaluation.",
    ),
    SituationEvaluation.EN_COURS: (
        Acteur.PARTENAIRE,
        "Finissez la saisie dans « Évaluations en cours », puis transmettez l’évaluation.",
        "La structure doit finir sa saisie et la transmettre.",
    ),
    SituationEvaluation.TERMINEE: (
        Acteur.PARTENAIRE,
        "Transmettez-la par « Transmission des évaluations » : rien n’est parti à la caisse.",
        "La structure doit la transmettre.",
    ),
    SituationEvaluation.TRANSMISE: (
        Acteur.CAISSE,
        RIEN + "la caisse doit l’accepter, ou la renvoyer pour correction.",
        "Acceptez-la, ou renvoyez-la pour correction.",
    ),
    SituationEvaluation.A_CORRIGER: (
        Acteur.PARTENAIRE,
        "Lisez le message de la caisse dans l’évaluation, corrigez-la, puis transmettez-la de nouveau.",
        "La structure doit la corriger et la transmettre de nouveau.",
    ),
    SituationEvaluation.ACCEPTEE: (
        Acteur.CAISSE,
        RIEN + "elle partira avec le prochain export de la caisse, qui la mandatera ensuite.",
        "Exportez-la par « Exporter les évaluations », pour que votre système d’information la mandate.",
    ),
    SituationEvaluation.EXPORTEE: (
        Acteur.CAISSE,
        RIEN + "la caisse doit encore la mandater.",
        "Mandatez-la dans votre système d’information, puis importez le flux « paiements ».",
    ),
    SituationEvaluation.EN_PAIEMENT: (
        Acteur.PERSONNE,
        RIEN + "le bordereau s’affichera de lui-même dans « Bordereaux de paiements ».",
        "Rien à faire : la structure lira son bordereau d’elle-même.",
    ),
    SituationEvaluation.PAYEE: (
        Acteur.PERSONNE,
        RIEN + "elle est payée. Rapprochez le total du bordereau du versement reçu.",
        "Rien à faire : elle est payée.",
    ),
    SituationEvaluation.ANNULEE: (
        Acteur.PERSONNE,
        RIEN + "une commande annulée n’est pas payée. Adressez-vous à la caisse si la visite était faite.",
        "Rien à faire : vous avez annulé cette commande.",
    ),
}
"""For each situation: who must act, what it asks of the structure, what it asks of the caisse."""


def recit_d_evaluation(suivie: EvaluationSuivie, *, le: datetime, lecteur: Lecteur) -> Recit:
    """Tell the story of `suivie` as `lecteur` may read it at the instant `le`."""
    ou = situation_d_evaluation(suivie, le=le)
    acteur, au_partenaire, a_la_caisse = SUITES[ou]
    return Recit(
        tuple(_phrases(suivie, ou, le)),
        acteur,
        au_partenaire if lecteur is Lecteur.PARTENAIRE else a_la_caisse,
        RAISONS.get(ou, ""),
    )


def _phrases(suivie: EvaluationSuivie, ou: SituationEvaluation, le: datetime) -> Iterator[str]:
    yield f"Commandée par la caisse le {jour_en_lettres(suivie.commandee_le)} (commande n° {suivie.commande})."
    if suivie.visitee_le:
        yield f"Visite du {jour_en_lettres(suivie.visitee_le)}."
    yield from _transmission(suivie)
    if ou is SituationEvaluation.ANNULEE:
        yield from _annulation(suivie)
    elif ou in _EN_MAIN:
        yield _EN_MAIN[ou](suivie)
        yield _limite(suivie, le)
    elif ou is SituationEvaluation.TRANSMISE:
        yield "La caisse n’a pas encore répondu."
    elif ou is not SituationEvaluation.A_CORRIGER:
        yield from _apres_acceptation(suivie, ou)


def _reservee(suivie: EvaluationSuivie) -> str:
    quand = f" le {jour_en_lettres(suivie.reservee_le)}" if suivie.reservee_le else ""
    return f"Réservée{quand} par un évaluateur, qui ne l’a pas commencée."


def _commencee(suivie: EvaluationSuivie) -> str:
    quand = f", commencée le {jour_en_lettres(suivie.commencee_le)}," if suivie.commencee_le else ""
    return f"Sa saisie{quand} n’est pas terminée."


_EN_MAIN: dict[SituationEvaluation, Callable[[EvaluationSuivie], str]] = {
    SituationEvaluation.COMMANDEE: lambda _: "Aucun évaluateur ne l’a réservée.",
    SituationEvaluation.RESERVEE: _reservee,
    SituationEvaluation.EN_COURS: _commencee,
    SituationEvaluation.TERMINEE: lambda _: "Sa saisie est terminée, mais elle n’est pas transmise.",
}
"""What is said of an evaluation that the structure has in hand."""


def _transmission(suivie: EvaluationSuivie) -> Iterator[str]:
    if not suivie.transmise_le:
        return
    transmise = jour_en_lettres(suivie.transmise_le)
    renvoyee = suivie.renvoyee_le and jour_en_lettres(suivie.renvoyee_le)
    if suivie.est_retransmise:
        yield f"Renvoyée pour correction le {renvoyee}, puis transmise de nouveau à la caisse le {transmise}."
        return
    yield f"Transmise à la caisse le {transmise}."
    if renvoyee:
        yield f"Renvoyée par la caisse pour correction le {renvoyee}."


def _limite(suivie: EvaluationSuivie, le: datetime) -> str:
    limite = jour_en_lettres(suivie.limite)
    est_passee = suivie.limite < le.astimezone(PARIS).date()
    return f"Elle devait être rendue avant le {limite}." if est_passee else f"Elle est à rendre avant le {limite}."


def _annulation(suivie: EvaluationSuivie) -> Iterator[str]:
    quand = f" le {jour_en_lettres(suivie.annulee_le)}" if suivie.annulee_le else ""
    yield f"La caisse a annulé cette commande{quand}."
    if suivie.etat:
        yield "Ce qui était saisi est gardé, mais ne sera ni transmis ni payé."


def _apres_acceptation(suivie: EvaluationSuivie, ou: SituationEvaluation) -> Iterator[str]:
    quand = f" le {jour_en_lettres(suivie.acceptee_le)}" if suivie.acceptee_le else ""
    yield f"Acceptée par la caisse{quand}."
    if suivie.exportee_le:
        yield f"Transmise au système d’information de la caisse le {jour_en_lettres(suivie.exportee_le)}."
    paiement = suivie.paiement
    if ou is SituationEvaluation.ACCEPTEE:
        yield "Elle attend le prochain export vers le système d’information de la caisse."
    elif ou is SituationEvaluation.EXPORTEE:
        yield "La caisse ne l’a pas encore mandatée."
    elif paiement is None:
        yield "La caisse l’a mandatée."
    elif ou is SituationEvaluation.PAYEE:
        yield (
            f"Payée le {jour_en_lettres(paiement.date_paiement)} par le bordereau n° {paiement.numero}, pour "
            f"{euros(paiement.montant_centimes)}."
        )
        yield from _comparaison(suivie, paiement)
        return
    else:
        yield f"La caisse l’a mandatée le {jour_en_lettres(paiement.mandate_le)}."
        yield (
            f"Le paiement est daté du {jour_en_lettres(paiement.date_paiement)} ; son bordereau pourra être lu à "
            f"partir du {date_heure_fr(paiement.visible_le)}."
        )
    yield _attendu(suivie)


def _attendu(suivie: EvaluationSuivie) -> str:
    if suivie.attendu_centimes is None:
        return "Le portail ne connaît pas de tarif de la caisse pour cette évaluation : elle en fixe le montant."
    return f"Le tarif de la caisse à la date de la visite est de {euros(suivie.attendu_centimes)}."


def _comparaison(suivie: EvaluationSuivie, paiement: Paiement) -> Iterator[str]:
    if suivie.attendu_centimes is None:
        yield "Le portail ne connaît pas de tarif de la caisse pour cette évaluation : elle a fixé ce montant."
        return
    ecart = paiement.montant_centimes - suivie.attendu_centimes
    if ecart:
        sens = "de plus" if ecart > 0 else "de moins"
        yield (
            f"C’est {euros(abs(ecart))} {sens} que le tarif de la caisse à la date de la visite "
            f"({euros(suivie.attendu_centimes)}) : la caisse peut dire pourquoi."
        )

"""Sending finished evaluations to their caisse, which freezes them (EVA-04, docs/decisions/0111).

Locks are always taken in the same order: order, evaluation, reservation.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations import courriels
from ppas.evaluations.etats import FinReservation
from ppas.evaluations.models import Evaluation, Reservation, Transmission
from ppas.evaluations.operations.controler import controler_evaluation, lire_plafonds
from ppas.evaluations.regles.transmission import Controle
from ppas.partenaires.models import Rattachement
from ppas.socle.etats import changer_etat, exiger, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

GARDEES = ("commande", "convention", "caisse")
"""What an operation never changes of an evaluation."""
ECHANGE = (NatureEchange.EVALUATIONS, SensEchange.ENVOYE)


@dataclass(frozen=True)
class Issue:
    """What became of one evaluation among several: its transmission, or why it stays."""

    evaluation: Evaluation
    transmission: Transmission | None
    refus: Refus | None


def peut_transmettre(reservation: Reservation | None, utilisateur: Utilisateur, *, est_administrateur: bool) -> bool:
    """Whether this person of the structure answers for the order: who holds it now, or an administrator."""
    return est_administrateur or (reservation is not None and reservation.evaluateur_id == utilisateur.pk)


def transmettre_plusieurs(evaluations: Iterable[Evaluation], *, par: Utilisateur) -> list[Issue]:
    """Transmit each of them in a transaction of its own, and tell what became of each: none blocks the others."""
    issues = []
    for evaluation in evaluations:
        try:
            issues.append(Issue(evaluation, transmettre(evaluation, par=par), None))
        except Refus as refus:
            issues.append(Issue(evaluation, None, refus))
    return issues


@transaction.atomic
def transmettre(evaluation: Evaluation, *, par: Utilisateur) -> Transmission:
    """Freeze a copy of what is answered and hand it to the caisse; the evaluation is read-only from then on.

    Everything is checked and the GIR computed again. The order is done, its reservation ends, the caisse's service is
    told by mail.

    Raises Refus: "transition-interdite" (already transmitted, changed meanwhile, or cancelled), "autre-evaluateur",
    "evaluation-incomplete".
    """
    commande = verrouiller(evaluation.commande, garder=("convention", "caisse"))
    exiger(evaluation, "transmettre", garder=GARDEES)
    reservation = commande.reservations.en_cours().first()
    _exiger_auteur(evaluation, reservation, par)
    controle = controler_evaluation(evaluation, lire_plafonds())
    gir = _exiger_complete(controle)
    instant = maintenant()
    transmission = Transmission.objects.create(
        evaluation=evaluation,
        rang=evaluation.transmissions.count() + 1,
        version=evaluation.version,
        reponses=controle.reponses,
        gir=gir,
        transmise_le=instant,
        transmise_par=par,
    )
    changer_etat(
        evaluation,
        "transmettre",
        par=par,
        libelle=f"{evaluation} transmise, commande n° {commande.numero}",
        garder=GARDEES,
        echange=ECHANGE,
        gir=gir,
        visitee_le=controle.visitee_le,
        transmise_le=instant,
        traitee_le=None,
    )
    changer_etat(commande, "realiser", par=par, libelle=f"{commande} réalisée", garder=("convention", "caisse"))
    if reservation:
        reservation.finie_le, reservation.fin = instant, FinReservation.REALISEE
        reservation.save(update_fields=["finie_le", "fin"])
    if evaluation.caisse.courriel:
        mettre_en_file(courriels.evaluation_a_lire(evaluation, evaluation.caisse.courriel))
    return transmission


def _exiger_auteur(evaluation: Evaluation, reservation: Reservation | None, par: Utilisateur) -> None:
    siens = Rattachement.objects.filter(utilisateur=par, partenaire=evaluation.convention.partenaire_id)
    rattachement = siens.first()
    if rattachement is None or not peut_transmettre(
        reservation, par, est_administrateur=rattachement.est_administrateur
    ):
        raise Refus(
            "autre-evaluateur",
            "Seul l’évaluateur qui a réservé la commande, ou un administrateur de la structure, peut la transmettre. "
            "Rien n’a été transmis.",
        )


def _exiger_complete(controle: Controle) -> int:
    """Return the GIR of an evaluation that nothing prevents from leaving."""
    if controle.empechements or controle.gir is None:
        phrases = [remarque.phrase for remarque in controle.empechements]
        raise Refus(
            "evaluation-incomplete",
            f"Elle ne peut pas encore être transmise. {' '.join(phrases)} Rien n’est perdu : complétez-la, puis "
            "transmettez-la.",
        )
    return controle.gir

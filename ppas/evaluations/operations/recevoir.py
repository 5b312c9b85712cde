"""What the caisse answers to an evaluation: accept it, or send it back with a message (CAI-09, EVA-05).

Locks are always taken in the same order: order, evaluation, reservation.
"""

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations import courriels
from ppas.evaluations.etats import FinReservation
from ppas.evaluations.models import Evaluation, Renvoi, Reservation
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

GARDEES = ("commande", "convention", "caisse")
"""What an operation never changes of an evaluation."""
ECHANGE = (NatureEchange.EVALUATIONS, SensEchange.RECU)


@transaction.atomic
def accepter(evaluation: Evaluation, *, par: Utilisateur) -> None:
    """Accept an evaluation: it waits for the export and for its payment.

    Raises Refus("transition-interdite") when it was accepted or sent back meanwhile.
    """
    verrouiller(evaluation.commande, garder=("convention", "caisse"))
    changer_etat(
        evaluation,
        "accepter",
        par=par,
        libelle=f"{evaluation} acceptée, {evaluation.commande}",
        garder=GARDEES,
        echange=ECHANGE,
        traitee_le=maintenant(),
    )


@transaction.atomic
def renvoyer(evaluation: Evaluation, message: str, *, par: Utilisateur) -> Renvoi:
    """Send an evaluation back with a message: its evaluator holds the order again, on line, and nothing is erased.

    Every user of the structure is told by mail. Raises Refus: "message-absent" (champ `message`),
    "transition-interdite" when it was accepted or sent back meanwhile.
    """
    message = message.strip()
    if not message:
        raise Refus("message-absent", "Écrivez ce qui est à corriger : la structure le lira.", champ="message")
    commande = verrouiller(evaluation.commande, garder=("convention", "caisse"))
    changer_etat(
        evaluation,
        "renvoyer_pour_correction",
        par=par,
        libelle=f"{evaluation} renvoyée pour correction, {commande}",
        garder=GARDEES,
        echange=ECHANGE,
    )
    instant = maintenant()
    renvoi = Renvoi.objects.create(evaluation=evaluation, message=message, renvoyee_le=instant, renvoyee_par=par)
    changer_etat(commande, "rouvrir", par=par, libelle=f"{commande} rouverte", garder=("convention", "caisse"))
    derniere = commande.reservations.filter(fin=FinReservation.REALISEE).first()
    Reservation.objects.create(
        commande=commande,
        evaluateur_id=derniere.evaluateur_id if derniere else evaluation.evaluateur_id,
        prise_le=instant,
    )
    for mail in evaluation.convention.partenaire.mails_des_utilisateurs():
        mettre_en_file(courriels.evaluation_a_corriger(renvoi, mail))
    return renvoi

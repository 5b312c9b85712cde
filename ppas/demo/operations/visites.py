"""What the evaluators of the demonstration made of their orders, and what the caisses answered them.

What is left for its visitor: orders to reserve and to begin, an evaluation half filled in, one to transmit, one sent
back; at the caisse 03 two to accept and an export to pay.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from io import BytesIO

from django.db import transaction

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.facturation import AGENTS
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.operations.paiements import fichier_paiements_evaluations
from ppas.demo.regles.comptes import ALEXANDRE, MIKAEL, SOLANGE, Compte
from ppas.demo.regles.visites import a_moitie, completes
from ppas.evaluations.models import Commande, Evaluation, ExportEvaluations
from ppas.evaluations.operations.exporter import exporter_evaluations
from ppas.evaluations.operations.recevoir import accepter, renvoyer
from ppas.evaluations.operations.reponses import ecrire_reponses
from ppas.evaluations.operations.reservations import reserver
from ppas.evaluations.operations.saisie import commencer, terminer
from ppas.evaluations.operations.transmettre import transmettre
from ppas.paiements.operations.importer import importer_paiements
from ppas.socle.horloge import aujourd_hui

type Noter = Callable[..., None]

MATIN, VISITE, SOIR = time(9, 50), time(14, 30), time(17, 35)
RESERVEES = (
    (MIKAEL, 25, ("CARPENTIER",)),
    (SOLANGE, 23, ("WATTEL",)),
    (MIKAEL, 4, ("LECLERCQ", "BOUSSARD")),
)
"""Who reserved what, how many days ago, to be done still."""
TRANSMISES = (
    ("MOUGEOT", MIKAEL, 74, 72),
    ("JACQUIN", SOLANGE, 70, 68),
    ("DUQUESNE", ALEXANDRE, 67, 66),
    ("DELANNOY", SOLANGE, 30, 28),
    ("CHAPUIS", MIKAEL, 12, 11),
    ("GAUTHEROT", MIKAEL, 15, 13),
    ("PERRIN", SOLANGE, 6, 4),
    ("DUMONT", SOLANGE, 5, 3),
    ("BAILLEUL", ALEXANDRE, 4, 2),
    ("MOREY", MIKAEL, 3, 1),
)
"""Whom, by whom, how many days ago the visit, then the transmission."""
RENVOYEES = (
    ("JACQUIN", 66, "Précisez l’aide que le fils apporte à son père : le plan de réexamen doit en tenir compte."),
    ("CHAPUIS", 4, "Le plan ne dit rien de la vie sociale : complétez-le, ou dites pourquoi elle n’en veut pas."),
)  # fmt: skip
CORRIGEES = (("JACQUIN", 64, {"entourage_aidant_aide": "Son fils fait les courses lourdes un samedi sur deux."}),)
ACCEPTEES = (("MOUGEOT", 70), ("JACQUIN", 60), ("DUQUESNE", 62), ("DELANNOY", 20), ("GAUTHEROT", 9))
EXPORTEES = (("03", 40), ("04", 39), ("03", 3))
PAYEE = ("03", 33)
COMMENCEE, TERMINEE, ABANDONNEE = ("CARPENTIER", MIKAEL, 4), ("FOURNIER", MIKAEL, 2), ("HERMANT", SOLANGE, 10)


def ecrire_les_visites(agenda: Agenda, le: date) -> None:
    """Note in `agenda` what was done of the orders before the day `le`."""

    def noter(jours: int, heure: time, action: Callable[..., object], *valeurs: object) -> None:
        agenda.noter(le - timedelta(days=jours), heure, partial(action, *valeurs))

    _par_les_evaluateurs(noter)
    _par_les_caisses(noter)


def _par_les_evaluateurs(noter: Noter) -> None:
    for compte, jours, noms in RESERVEES:
        for nom in noms:
            noter(jours, MATIN, reserver_pour, nom, compte)
    for nom, compte, visitee, transmise in TRANSMISES:
        noter(visitee, VISITE, evaluer, nom, compte)
        noter(transmise, MATIN, envoyer, nom, compte)
    for nom, jours, corrections in CORRIGEES:
        noter(jours, SOIR, corriger, nom, corrections)
    for nom, compte, jours in (COMMENCEE, ABANDONNEE):
        noter(jours, VISITE, evaluer_a_moitie, nom, compte)
    nom, compte, jours = TERMINEE
    noter(jours, VISITE, evaluer, nom, compte)


def _par_les_caisses(noter: Noter) -> None:
    for nom, jours, message in RENVOYEES:
        noter(jours, SOIR, renvoyer_a, nom, message)
    for nom, jours in ACCEPTEES:
        noter(jours, SOIR, recevoir, nom)
    for code_caisse, jours in EXPORTEES:
        noter(jours, SOIR, exporter, code_caisse)
    code_caisse, jours = PAYEE
    noter(jours, SOIR, payer, code_caisse)


def reserver_pour(nom: str, compte: Compte) -> Commande:
    """Reserve the order about that person; return it."""
    commande = _commande(nom)
    reserver(commande, evaluateur=utilisateur(compte))
    return commande


def evaluer(nom: str, compte: Compte) -> None:
    """Visit that person today: reserve her order, answer everything and finish."""
    par = utilisateur(compte)
    evaluation = commencer(reserver_pour(nom, compte), par=par)
    _repondre(evaluation, completes(nom, visite=aujourd_hui(), evaluateur=str(par)))
    terminer(evaluation, par=par)


def evaluer_a_moitie(nom: str, compte: Compte) -> None:
    """Visit that person today, and stop in the middle of the grid."""
    par = utilisateur(compte)
    evaluation = commencer(reserver_pour(nom, compte), par=par)
    _repondre(evaluation, a_moitie(nom, visite=aujourd_hui(), evaluateur=str(par)))


def envoyer(nom: str, compte: Compte) -> None:
    """Transmit that evaluation to its caisse."""
    transmettre(_evaluation(nom), par=utilisateur(compte))


def renvoyer_a(nom: str, message: str) -> None:
    """Have the caisse send that evaluation back."""
    evaluation = _evaluation(nom)
    renvoyer(evaluation, message, par=_agent(evaluation))


def corriger(nom: str, corrections: dict[str, object]) -> None:
    """Answer the caisse: correct, finish and transmit again."""
    evaluation = _evaluation(nom)
    _repondre(evaluation, evaluation.reponses | corrections)
    terminer(evaluation, par=evaluation.evaluateur)
    transmettre(evaluation, par=evaluation.evaluateur)


def recevoir(nom: str) -> None:
    """Have the caisse accept that evaluation."""
    evaluation = _evaluation(nom)
    accepter(evaluation, par=_agent(evaluation))


def exporter(code_caisse: str) -> None:
    """Export what that caisse has accepted."""
    exporter_evaluations(Caisse.objects.get(code=code_caisse), par=utilisateur(AGENTS[code_caisse]))


def payer(code_caisse: str) -> None:
    """Send the payments of the last export of that caisse, dated of today."""
    caisse = Caisse.objects.get(code=code_caisse)
    export = ExportEvaluations.objects.filter(caisse=caisse).latest("pk")
    nom, octets = fichier_paiements_evaluations(export, le=aujourd_hui())
    importer_paiements(BytesIO(octets), nom, caisse=caisse, par=utilisateur(AGENTS[code_caisse]))


@transaction.atomic
def _repondre(evaluation: Evaluation, reponses: dict[str, object]) -> None:
    ecrire_reponses(Evaluation.objects.select_for_update().get(pk=evaluation.pk), reponses)
    evaluation.refresh_from_db()


def _commande(nom: str) -> Commande:
    return Commande.objects.select_related("convention", "caisse").get(beneficiaire__nom=nom)


def _evaluation(nom: str) -> Evaluation:
    evaluations = Evaluation.objects.select_related("commande", "convention", "caisse", "evaluateur")
    return evaluations.get(commande__beneficiaire__nom=nom)


def _agent(evaluation: Evaluation) -> Utilisateur:
    return utilisateur(AGENTS[evaluation.caisse.code])

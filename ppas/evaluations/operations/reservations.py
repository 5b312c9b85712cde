"""Who holds an order: reserved by one evaluator, given back, handed to a colleague (EVA-02, EVA-20, C3).

The order's row is locked first, then whatever else is: every operation that changes an order takes them in that order.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations import courriels
from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import Appareil, Commande, Evaluation, Reservation
from ppas.partenaires.models import Convention, Rattachement
from ppas.partenaires.operations.administration import administrer
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_heure_fr

ECHANGE = (NatureEchange.COMMANDES, SensEchange.ENVOYE)
"""Both sides read in « Historique des échanges » who holds an order."""
GARDER = ["convention"]
"""What an operation never changes of an order."""
FERMEES = {
    EtatCommande.REALISEE: "Son évaluation a déjà été transmise à la caisse.",
    EtatCommande.ANNULEE: "La caisse l’a annulée.",
}
"""Why an order is no longer to be done."""


@dataclass(frozen=True)
class Issue:
    """What became of one order of several: the reservation that holds it, or why it was refused."""

    commande: Commande
    reservation: Reservation | None = None
    refus: Refus | None = None


def reserver(commande: Commande, *, evaluateur: Utilisateur, appareil: Appareil | None = None) -> Reservation:
    """Hold `commande` for `evaluateur`, on `appareil` when it is to be done offline; return what holds it.

    Asked again it changes nothing; from another computer of the same evaluator it is redone there, and what held it on
    the former one ends (FAQ, « Réservation de commandes d’évaluation »). An evaluation that a colleague had begun goes
    on with its new holder.

    Raises Refus: "deja-reservee", naming the colleague who holds it, "commande-fermee", "appareil-refuse",
    "hors-structure".
    """
    try:
        return _reserver(commande, evaluateur, appareil)
    except IntegrityError as erreur:  # the second wall: one reservation at a time holds an order
        raise _deja_reservee(_tenue(commande)) from erreur


def reserver_plusieurs(
    commandes: Iterable[Commande], *, evaluateur: Utilisateur, appareil: Appareil | None = None
) -> list[Issue]:
    """Reserve each of these orders in a transaction of its own: one that is refused blocks none of the others."""
    issues = []
    for commande in commandes:
        try:
            issues.append(Issue(commande, reserver(commande, evaluateur=evaluateur, appareil=appareil)))
        except Refus as refus:
            issues.append(Issue(commande, refus=refus))
    return issues


@transaction.atomic
def liberer(commande: Commande, *, par: Utilisateur) -> None:
    """Give `commande` back to the structure, by its holder or by an administrator.

    An evaluation that was begun stays with the order: whoever reserves it next takes it over.
    Raises Refus: "commande-fermee", "pas-reservee", "reservation-d-un-autre".
    """
    verrouiller(commande, garder=GARDER)
    tenue = _exiger_tenue(commande)
    if tenue.evaluateur_id != par.pk:
        _exiger_administrateur(commande, tenue, par=par)
    changer_etat(commande, "liberer", par=par, libelle=f"{commande} rendue", echange=ECHANGE, garder=GARDER)
    _finir(tenue, FinReservation.LIBEREE)


@transaction.atomic
def transferer(commande: Commande, *, a: Utilisateur, par: Utilisateur) -> Reservation:
    """Hand `commande` from its holder to `a`, by an administrator of the structure; both get a mail (EVA-20).

    What was begun goes with it. The new holder has it on no computer until he takes it on one.
    Raises Refus: "commande-fermee", "pas-reservee", "droits-retires", "collegue-inconnu" and "deja-a-lui"
    (champ `evaluateur`).
    """
    verrouiller(commande, garder=GARDER)
    tenue = _exiger_tenue(commande)
    administrer(commande.convention.partenaire, par=par)
    if not _est_de_la_structure(commande, a):
        raise Refus(
            "collegue-inconnu",
            "Cette personne ne travaille pas, ou plus, pour votre structure : rien n’a été modifié. Choisissez un "
            "autre collègue.",
            champ="evaluateur",
        )
    if tenue.evaluateur_id == a.pk:
        raise Refus(
            "deja-a-lui",
            f"{a} a déjà cette commande : rien n’a été modifié. Choisissez un autre collègue.",
            champ="evaluateur",
        )
    changer_etat(
        commande,
        "transferer",
        par=par,
        libelle=f"{commande} transférée de {tenue.evaluateur} à {a}",
        echange=ECHANGE,
        garder=GARDER,
    )
    _finir(tenue, FinReservation.TRANSFEREE)
    nouvelle = _prendre(commande, a, None, par=par)
    mettre_en_file(courriels.commande_recue(commande, de=tenue.evaluateur, a=a, par=par))
    if tenue.evaluateur.is_active:
        mettre_en_file(courriels.commande_cedee(commande, de=tenue.evaluateur, a=a, par=par))
    return nouvelle


@transaction.atomic
def _reserver(commande: Commande, evaluateur: Utilisateur, appareil: Appareil | None) -> Reservation:
    verrouiller(commande, garder=GARDER)
    if not _est_de_la_structure(commande, evaluateur):
        raise Refus("hors-structure", "Cette commande n’est pas de votre structure : rien n’a été réservé.")
    _exiger_ouverte(commande)
    _exiger_utilisable(commande, evaluateur, appareil)
    if commande.etat == EtatCommande.A_RESERVER:
        changer_etat(
            commande, "reserver", par=evaluateur, libelle=f"{commande} réservée", echange=ECHANGE, garder=GARDER
        )
        return _prendre(commande, evaluateur, appareil, par=evaluateur)
    tenue = _exiger_tenue(commande)
    if tenue.evaluateur_id != evaluateur.pk:
        raise _deja_reservee(tenue)
    if appareil is None or tenue.appareil_id == appareil.pk:
        return tenue
    _finir(tenue, FinReservation.REFAITE)
    libelle = f"{commande} réservée de nouveau, sur un autre ordinateur"
    journaliser(commande, "refaire", par=evaluateur, libelle=libelle, details={"appareil": str(appareil.identifiant)})
    return _prendre(commande, evaluateur, appareil, par=evaluateur)


def _prendre(
    commande: Commande, evaluateur: Utilisateur, appareil: Appareil | None, *, par: Utilisateur
) -> Reservation:
    """Write who holds `commande` from now on, and make the evaluation that was begun his."""
    reservation = Reservation.objects.create(
        commande=commande, evaluateur=evaluateur, appareil=appareil, prise_le=maintenant()
    )
    commencee = Evaluation.objects.select_for_update(of=("self",)).filter(commande=commande).first()
    if commencee and commencee.evaluateur_id != evaluateur.pk:
        commencee.evaluateur = evaluateur
        commencee.save(update_fields=["evaluateur"])
        journaliser(commencee, "confier", par=par, libelle=f"{commencee} confiée à {evaluateur}")
    return reservation


def _finir(tenue: Reservation, fin: FinReservation) -> None:
    tenue.finie_le, tenue.fin = maintenant(), fin
    tenue.save(update_fields=["finie_le", "fin"])


def _tenue(commande: Commande) -> Reservation:
    return Reservation.objects.en_cours().select_related("evaluateur").get(commande=commande)


def _exiger_tenue(commande: Commande) -> Reservation:
    """Return what holds `commande`; raise Refus("commande-fermee") or Refus("pas-reservee")."""
    _exiger_ouverte(commande)
    if commande.etat == EtatCommande.A_RESERVER:
        raise Refus(
            "pas-reservee",
            "Cette commande n’est réservée par personne : rien n’a été modifié. Elle est dans « À réserver ».",
        )
    return _tenue(commande)


def _exiger_ouverte(commande: Commande) -> None:
    if commande.etat in FERMEES:
        raise Refus("commande-fermee", f"{FERMEES[EtatCommande(commande.etat)]} Rien n’a été modifié.")


def _exiger_utilisable(commande: Commande, evaluateur: Utilisateur, appareil: Appareil | None) -> None:
    """Refuse a computer that is another's, or that its owner has removed; lock the one that will hold the order."""
    siens = Appareil.objects.en_service().visibles_par(evaluateur, commande.convention.partenaire)
    if appareil and not siens.select_for_update().filter(pk=appareil.pk):
        raise Refus(
            "appareil-refuse",
            "Cet ordinateur n’est pas, ou n’est plus, l’un des vôtres : rien n’a été réservé. Réservez sans l’emporter "
            "hors connexion, ou générez de nouveau votre mode déconnecté.",
        )


def _est_de_la_structure(commande: Commande, utilisateur: Utilisateur) -> bool:
    """Whether this user works for the structure of the order, whose convention must be validated (SRV-09)."""
    validee = Convention.objects.validees().filter(pk=commande.convention_id)
    rattachements = Rattachement.objects.filter(utilisateur=utilisateur, utilisateur__is_active=True)
    return rattachements.filter(partenaire__conventions__in=validee).exists()


def _exiger_administrateur(commande: Commande, tenue: Reservation, *, par: Utilisateur) -> None:
    try:
        administrer(commande.convention.partenaire, par=par)
    except Refus as refus:
        raise Refus(
            "reservation-d-un-autre",
            f"Cette commande est réservée par {tenue.evaluateur} : rien n’a été modifié. Lui seul, ou un "
            "administrateur de votre structure, peut la rendre.",
        ) from refus


def _deja_reservee(tenue: Reservation) -> Refus:
    return Refus(
        "deja-reservee",
        f"Cette commande est déjà réservée par {tenue.evaluateur}, depuis le {date_heure_fr(tenue.prise_le)} : elle "
        "reste à son nom. Choisissez-en une autre, ou voyez avec votre collègue.",
    )

"""Why an order is no longer in the hands of an evaluator who took it away: one list of reasons, said everywhere."""

from dataclasses import dataclass

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import COMMANDES_OUVERTES, EtatCommande
from ppas.evaluations.models import Appareil, Commande, Reservation
from ppas.socle.regles.affichage import date_fr


@dataclass(frozen=True, slots=True)
class Perte:
    """A stable code, and a French sentence."""

    code: str
    motif: str


COMMANDE_INCONNUE = Perte(
    "commande-inconnue", "Cette commande n’est pas, ou n’est plus, une commande de votre structure."
)


def perte_de(commande: Commande, *, par: Utilisateur, appareil: Appareil | None = None) -> Perte | None:
    """Return why `par` no longer holds the order, or None when he does; on `appareil`, when one is given."""
    tenue = None
    if commande.etat in COMMANDES_OUVERTES:
        tenue = commande.reservations.en_cours().select_related("evaluateur").first()
    return perte_sous(tenue, commande, par=par, appareil=appareil)


def perte_sous(
    reservation: Reservation | None, commande: Commande, *, par: Utilisateur, appareil: Appareil | None = None
) -> Perte | None:
    """Return the same as `perte_de`, `reservation` being what holds the order now."""
    if commande.etat == EtatCommande.ANNULEE:
        le = f" le {date_fr(commande.annulee_le)}" if commande.annulee_le else ""
        return Perte("commande-annulee", f"La caisse a annulé cette commande{le}.")
    if commande.etat == EtatCommande.REALISEE:
        return Perte("evaluation-transmise", "L’évaluation de cette commande a déjà été transmise à la caisse.")
    if reservation is None:
        return Perte("reservation-rendue", "La réservation de cette commande a été rendue : elle n’est plus à vous.")
    if reservation.evaluateur_id != par.pk:
        return Perte("commande-transferee", f"Cette commande est maintenant réservée par {reservation.evaluateur}.")
    if appareil is not None and reservation.appareil_id != appareil.pk:
        return Perte("refaite", "La réservation de cette commande a été refaite sur un autre ordinateur.")
    return None

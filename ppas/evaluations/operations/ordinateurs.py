"""What the portal knows of the computers of an evaluator: what they hold, what can be restored (EVA-09 to EVA-11)."""

from dataclasses import dataclass

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil, CopieScellee, Reservation
from ppas.partenaires.models import Partenaire

ORDINATEURS_MAX = 20
"""The most that one person may have in service."""

MONTRES = ("identifiant", "nom", "navigateur", "synchronise_le", "copie__nb_evaluations", "copie__deposee_le")
"""What pages show of a computer and of its copy, whose contents are long."""


@dataclass(frozen=True)
class Ordinateur:
    """One computer in service; `commandes` are the orders reserved on it, by their numbers in the database."""

    appareil: Appareil
    commandes: list[int]
    copie: CopieScellee | None


def ordinateurs_de(utilisateur: Utilisateur, partenaire: Partenaire) -> list[Ordinateur]:
    """Return this person's computers in service, newest first, in two queries."""
    siens = Appareil.objects.visibles_par(utilisateur, partenaire).en_service().select_related("copie")
    appareils = list(siens.only(*MONTRES)[:ORDINATEURS_MAX])
    tenues = Reservation.objects.en_cours().filter(evaluateur=utilisateur, appareil__in=appareils)
    couples = list(tenues.values_list("appareil", "commande")) if appareils else []
    return [
        Ordinateur(
            appareil,
            [commande for appareil_id, commande in couples if appareil_id == appareil.pk],
            getattr(appareil, "copie", None),
        )
        for appareil in appareils
    ]

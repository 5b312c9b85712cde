"""What the portal knows of the computers of an evaluator: what they hold, what can be restored (EVA-09 to EVA-11)."""

from collections.abc import Mapping
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


def commandes_tenues(utilisateur: Utilisateur) -> dict[int, int | None]:
    """Return the orders that this person holds, by their numbers, and the computer on which, when it is one."""
    tenues = Reservation.objects.en_cours().filter(evaluateur=utilisateur).order_by("-id")
    return dict(tenues.values_list("commande", "appareil"))


def ordinateurs_de(
    utilisateur: Utilisateur, partenaire: Partenaire, tenues: Mapping[int, int | None] | None = None
) -> list[Ordinateur]:
    """Return this person's computers in service, newest first; `tenues` is what he holds, when it is read already."""
    siens = Appareil.objects.visibles_par(utilisateur, partenaire).en_service().select_related("copie")
    appareils = list(siens.only(*MONTRES)[:ORDINATEURS_MAX])
    if tenues is None:
        tenues = commandes_tenues(utilisateur) if appareils else {}
    return [
        Ordinateur(
            appareil,
            [commande for commande, appareil_id in tenues.items() if appareil_id == appareil.pk],
            getattr(appareil, "copie", None),
        )
        for appareil in appareils
    ]

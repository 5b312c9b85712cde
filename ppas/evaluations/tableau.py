"""What the caisse sees at a glance of its open orders; no history is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ppas.caisses.models import Caisse
from ppas.evaluations.etats import COMMANDES_OUVERTES, EtatCommande
from ppas.evaluations.models import Commande
from ppas.evaluations.regles.ages import Tranche, tranches
from ppas.socle.plafond import Compte, compter_jusqu_a

PLAFOND = 2_000
"""Orders read at most for the chart: the most urgent ones."""


@dataclass(frozen=True)
class Tableau:
    """Open orders: how many, how many are late, how old they are by state."""

    ouvertes: Compte
    en_retard: Compte
    etats: Sequence[str]
    tranches: Sequence[Tranche]


def tableau(caisse: Caisse, *, le: date) -> Tableau:
    """Return what is to be seen on the day `le`, in two queries that read PLAFOND rows at most."""
    siennes = Commande.objects.de_caisse(caisse)
    lues = list(siennes.ouvertes().order_by("date_limite", "id").values_list("etat", "date_commande")[:PLAFOND])
    return Tableau(
        ouvertes=Compte(len(lues), PLAFOND),
        en_retard=compter_jusqu_a(siennes.en_retard(le), PLAFOND),
        etats=[EtatCommande(etat).label for etat in COMMANDES_OUVERTES],
        tranches=tranches(lues, etats=COMMANDES_OUVERTES, le=le),
    )

"""How old open orders are: what the chart of the caisse counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ppas.socle.regles.graphique import LARGEUR

TRANCHES = (
    (15, "Moins de 15 jours"),
    (30, "De 15 à 29 jours"),
    (60, "De 30 à 59 jours"),
    (None, "60 jours et plus"),
)
"""Age, in days, under which an order is of this slice; what people call it."""


@dataclass(frozen=True, slots=True)
class Part:
    """Orders of one state in a slice; `x` and `largeur` place its bar, in units of the drawing."""

    etat: str
    nb: int
    x: int
    largeur: int


@dataclass(frozen=True, slots=True)
class Tranche:
    """A row of the chart."""

    libelle: str
    parts: tuple[Part, ...]

    @property
    def nb(self) -> int:
        """How many orders it counts."""
        return sum(part.nb for part in self.parts)


def tranches(commandes: Iterable[tuple[str, date]], *, etats: Sequence[str], le: date) -> list[Tranche]:
    """Sort orders, each given by its state and the day it was placed, by age on the day `le`.

    The longest row fills the drawing; what is not null is never invisible.
    """
    comptes: Counter[tuple[int, str]] = Counter()
    for (etat, placee), nb in Counter(commandes).items():  # many of one day
        comptes[_rang((le - placee).days), etat] += nb
    totaux = [sum(comptes[rang, etat] for etat in etats) for rang in range(len(TRANCHES))]
    plus_long = max(1, *totaux)
    return [
        Tranche(libelle, tuple(_parts([(etat, comptes[rang, etat]) for etat in etats], plus_long)))
        for rang, (_, libelle) in enumerate(TRANCHES)
    ]


def _rang(jours: int) -> int:
    return next(rang for rang, (fin, _) in enumerate(TRANCHES) if fin is None or jours < fin)


def _parts(nombres: Sequence[tuple[str, int]], plus_long: int) -> Iterable[Part]:
    x = 0
    for etat, nb in nombres:
        largeur = max(2, LARGEUR * nb // plus_long) if nb else 0
        yield Part(etat, nb, x, largeur)
        x += largeur

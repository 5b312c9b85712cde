"""Which share a retired person pays, from a participation scale (domaine.md §3)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tranche:
    """One row: up to these monthly resources in euros (None: no upper bound), this share in basis points."""

    plafond_seul: int | None
    plafond_menage: int | None
    participation: int

    def plafond(self, *, est_menage: bool) -> int | None:
        """Return its upper bound for that household."""
        return self.plafond_menage if est_menage else self.plafond_seul


def participation(tranches: Iterable[Tranche], ressources_centimes: int, *, est_menage: bool) -> int | None:
    """Return the share, in basis points, of who has these monthly resources, in cents; the bound belongs to its row.

    None above the last row known: a scale whose source is cut says nothing there, and nothing is guessed.
    """
    convenables = [
        tranche.participation
        for tranche in tranches
        if (plafond := tranche.plafond(est_menage=est_menage)) is None or ressources_centimes <= plafond * 100
    ]
    return min(convenables, default=None)

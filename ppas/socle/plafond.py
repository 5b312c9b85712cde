"""Counting what waits without ever counting a history: one stops at a ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Model, Q, QuerySet

from ppas.socle.regles.affichage import nombre

PLAFOND = 100
LUES_ENSEMBLE = 500
"""Rows read at most to count several parts of a list at once."""


@dataclass(frozen=True)
class Compte:
    """How many rows, `plafond` at most; its text says when there may be more."""

    nb: int
    plafond: int

    def __bool__(self) -> bool:
        return self.nb > 0

    def __str__(self) -> str:
        return nombre(self.nb) if self.nb < self.plafond else f"{nombre(self.plafond)} et plus"


def compter_jusqu_a[M: Model](queryset: QuerySet[M], plafond: int = PLAFOND) -> Compte:
    """Count the rows of `queryset`, reading `plafond` of them at most; an index must find them one by one."""
    return Compte(queryset.order_by().values("pk")[:plafond].count(), plafond)


def compter_ensemble[M: Model](
    queryset: QuerySet[M], parts: Mapping[str, Q], plafond: int = PLAFOND
) -> dict[str, Compte]:
    """Count each of the `parts` of `queryset` as `compter_jusqu_a` does, all of them in one query.

    It reads LUES_ENSEMBLE rows at most: when there are more, each part is counted by itself.
    """
    lues = queryset.order_by()[:LUES_ENSEMBLE]
    comptes = {nom: Count("pk", filter=part) for nom, part in parts.items()}
    nombres = lues.aggregate(nb_lues=Count("pk"), **comptes)
    if nombres.pop("nb_lues") == LUES_ENSEMBLE:
        return {nom: compter_jusqu_a(queryset.filter(part), plafond) for nom, part in parts.items()}
    return {nom: Compte(min(nb, plafond), plafond) for nom, nb in nombres.items()}

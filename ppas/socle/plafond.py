"""Counting what waits without ever counting a history: one stops at a ceiling."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

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
    queryset: QuerySet[M],
    parts: Mapping[str, Q],
    colonnes: Sequence[str],
    ranger: Callable[..., Iterable[str]],
    plafond: int = PLAFOND,
) -> dict[str, Compte]:
    """Count each of the `parts` of `queryset` as `compter_jusqu_a` does, all of them in one query.

    `ranger` names, from the `colonnes` of a row, the parts that hold it: the database takes three times as long to be
    asked it. LUES_ENSEMBLE rows are read at most: when there are more, each part is counted by itself.
    """
    lues = list(queryset.order_by().values_list(*colonnes)[:LUES_ENSEMBLE])
    if len(lues) == LUES_ENSEMBLE:
        return {nom: compter_jusqu_a(queryset.filter(part), plafond) for nom, part in parts.items()}
    nombres = Counter(nom for valeurs in lues for nom in ranger(*valeurs))
    return {nom: Compte(min(nombres[nom], plafond), plafond) for nom in parts}

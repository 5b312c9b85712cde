"""Counting what waits without ever counting a history: one stops at a ceiling."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet

from ppas.socle.regles.affichage import nombre

PLAFOND = 100


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

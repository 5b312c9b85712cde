"""How many days an evaluation took, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Etape:
    """A step and its day; `jours` since the step before, None for the first one and when a day is not known."""

    libelle: str
    le: date | None
    jours: int | None


@dataclass(frozen=True, slots=True)
class Delais:
    """The days of an evaluation: ordered, visited, received and accepted, and when it was due."""

    commandee_le: date
    limite: date
    visitee_le: date | None
    recue_le: date | None
    acceptee_le: date | None

    @property
    def total(self) -> int | None:
        """Days from the order to the reception."""
        return (self.recue_le - self.commandee_le).days if self.recue_le else None

    @property
    def retard(self) -> int:
        """Days beyond the deadline, 0 when it was held or when nothing was received."""
        return max(0, (self.recue_le - self.limite).days) if self.recue_le else 0

    @property
    def etapes(self) -> Iterator[Etape]:
        """The four steps, each with the days since the last one whose day is known."""
        precedente: date | None = None
        for libelle, le in (
            ("Commandée", self.commandee_le),
            ("Visite", self.visitee_le),
            ("Reçue", self.recue_le),
            ("Acceptée", self.acceptee_le),
        ):
            yield Etape(libelle, le, (le - precedente).days if le and precedente else None)
            precedente = le or precedente

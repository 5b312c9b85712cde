"""The past of the demonstration: what was done, when; played in order with the clock held at each instant."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from ppas.socle.horloge import PARIS, a_l_instant


@dataclass
class Agenda:
    """Appointments: an instant, and what is done then."""

    rendez_vous: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def noter(self, jour: date, heure: time, action: Callable[[], object]) -> None:
        """Add `action`, on `jour` at `heure` in Paris."""
        self.rendez_vous.append((datetime.combine(jour, heure, tzinfo=PARIS), action))

    def derouler(self) -> None:
        """Do everything, oldest first; two actions of the same instant keep the order in which they were noted."""
        for instant, action in sorted(self.rendez_vous, key=lambda rendez_vous: rendez_vous[0]):
            with a_l_instant(instant):
                action()

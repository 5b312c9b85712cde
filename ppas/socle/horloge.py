"""The only clock of the portal: rules receive its value, tests move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
_arretee: ContextVar[datetime | None] = ContextVar("horloge", default=None)


def maintenant() -> datetime:
    """Return this instant, with its time zone."""
    return _arretee.get() or timezone.now()


@contextmanager
def a_l_instant(instant: datetime) -> Iterator[None]:
    """Hold the clock at `instant` inside the `with`: how the demonstration, and nothing else, writes its past."""
    jeton = _arretee.set(instant)
    try:
        yield
    finally:
        _arretee.reset(jeton)


def aujourd_hui() -> date:
    """Return today's date in Europe/Paris, the zone of every rule that speaks of a day."""
    return maintenant().astimezone(PARIS).date()


def debut_du_jour(jour: date) -> datetime:
    """Return 00:00 of `jour` in Europe/Paris."""
    return datetime.combine(jour, time(), tzinfo=PARIS)

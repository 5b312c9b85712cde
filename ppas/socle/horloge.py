"""The only clock of the portal: rules receive its value, tests move it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")


def maintenant() -> datetime:
    """Return this instant, with its time zone."""
    return timezone.now()


def aujourd_hui() -> date:
    """Return today's date in Europe/Paris, the zone of every rule that speaks of a day."""
    return maintenant().astimezone(PARIS).date()


def debut_du_jour(jour: date) -> datetime:
    """Return 00:00 of `jour` in Europe/Paris."""
    return datetime.combine(jour, time(), tzinfo=PARIS)

"""When a request is to be answered, in worked hours, and how long things took, in words."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
SAMEDI = 5


@dataclass(frozen=True)
class Horaires:
    """The hours of a worked day, in Paris."""

    ouverture: time
    fermeture: time


def echeance(
    recue_le: datetime, *, heures: int, horaires: Horaires, feries: Callable[[int], Collection[date]]
) -> datetime:
    """Return the instant when `heures` worked hours have passed since `recue_le`.

    One works from Monday to Friday, public holidays excepted; `feries` gives those of a year.
    """
    reste = timedelta(hours=heures)
    jour = recue_le.astimezone(PARIS).date()
    debut = recue_le
    while True:
        if jour.weekday() < SAMEDI and jour not in feries(jour.year):
            ouverture = datetime.combine(jour, horaires.ouverture, tzinfo=PARIS)
            fermeture = datetime.combine(jour, horaires.fermeture, tzinfo=PARIS)
            travail = max(timedelta(0), fermeture - max(debut, ouverture))
            if travail >= reste:
                return max(debut, ouverture) + reste
            reste -= travail
        jour += timedelta(days=1)


def delai(reste: timedelta) -> str:
    """Say how long is left before a deadline, or how long it has been missed, in French."""
    return f"En retard de {duree(-reste)}" if reste < timedelta(0) else f"Dans {duree(reste)}"


def duree(ecoule: timedelta) -> str:
    """Write how long something took or takes: minutes below an hour, hours below two days, then days."""
    minutes = max(0, int(ecoule.total_seconds()) // 60)
    if minutes < 60:  # noqa: PLR2004 -- an hour
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} jours"

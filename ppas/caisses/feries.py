"""The days that are paid at the Sunday rate: Sundays and public holidays, Alsace-Moselle and overseas included."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from ppas.caisses.models import Caisse

DIMANCHE = 6


def jours_feries(caisse: Caisse, annee: int) -> frozenset[date]:
    """Return the public holidays of `annee` where `caisse` stands."""
    return _feries(caisse.zone_feries, annee)


def jours_dimanches_feries(caisse: Caisse, annee: int) -> frozenset[date]:
    """Return the Sundays and the public holidays of `annee`, each day once."""
    return _dimanches_feries(caisse.zone_feries, annee)


@lru_cache(maxsize=512)
def _feries(zone: str, annee: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=zone or None, years=annee))


@lru_cache(maxsize=512)
def _dimanches_feries(zone: str, annee: int) -> frozenset[date]:
    premier = date(annee, 1, 1)
    jours = (premier + timedelta(days=n) for n in range((date(annee + 1, 1, 1) - premier).days))
    return _feries(zone, annee) | {jour for jour in jours if jour.weekday() == DIMANCHE}

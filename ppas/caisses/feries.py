"""Public holidays, Alsace-Moselle and overseas included: they are paid at the Sunday rate."""

from datetime import date
from functools import lru_cache

import holidays

from ppas.caisses.models import Caisse


def jours_feries(caisse: Caisse, annee: int) -> frozenset[date]:
    """Return the public holidays of `annee` where `caisse` stands."""
    return _feries(caisse.zone_feries, annee)


@lru_cache(maxsize=512)
def _feries(zone: str, annee: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", subdiv=zone or None, years=annee))


def jours_feries_nationaux(annee: int) -> frozenset[date]:
    """Return the public holidays of `annee` all over metropolitan France."""
    return _feries("", annee)

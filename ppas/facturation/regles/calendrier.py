"""Days and months, as the delays and the hours of Sundays and public holidays need them."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

DIMANCHE = 6


@lru_cache(maxsize=512)
def fin_du_mois(jour: date) -> date:
    """Return the last day of the month of `jour`."""
    return jour.replace(day=monthrange(jour.year, jour.month)[1])


@lru_cache(maxsize=64)
def mois_avant(jour: date, nombre: int) -> date:
    """Return the day `nombre` months before `jour`: the same day of the month, or the last one if it is shorter."""
    mois_comptes = jour.year * 12 + jour.month - 1 - nombre
    premier = date(mois_comptes // 12, mois_comptes % 12 + 1, 1)
    return min(premier + timedelta(days=jour.day - 1), fin_du_mois(premier))


@lru_cache(maxsize=4096)
def nb_dimanches_feries(debut: date, fin: date, jours_feries: frozenset[date]) -> int:
    """Count the Sundays and public holidays from `debut` to `fin`, both included."""
    dimanches = max((fin - debut).days + 1 + debut.weekday(), 0) // 7
    return dimanches + sum(debut <= ferie <= fin and ferie.weekday() != DIMANCHE for ferie in jours_feries)

"""Worked hours and delays in words (CAI-16)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ppas.assistance.regles.delai import Horaires, delai, duree, echeance

pytestmark = pytest.mark.exigence("CAI-16")
PARIS = ZoneInfo("Europe/Paris")


def le(jour: int, heure: int, minute: int = 0) -> datetime:
    """Return an instant of December 2026, whose 7th is a Monday."""
    return datetime(2026, 12, jour, heure, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("recue", "heures", "attendue"),
    [
        pytest.param(le(7, 10), 4, le(7, 14), id="dans-la-journee"),
        pytest.param(le(7, 15), 4, le(8, 11), id="a-cheval-sur-deux-jours"),
        pytest.param(le(7, 3), 4, le(7, 13), id="avant-l-ouverture"),
        pytest.param(le(7, 22), 4, le(8, 13), id="apres-la-fermeture"),
        pytest.param(le(11, 16), 4, le(14, 12), id="par-dessus-la-fin-de-semaine"),
        pytest.param(le(24, 16), 4, le(28, 12), id="par-dessus-noel"),
        pytest.param(le(7, 9), 16, le(8, 17), id="deux-jours"),
    ],
)
def test_seules_les_heures_ouvrees_comptent(recue: datetime, heures: int, attendue: datetime) -> None:
    horaires = Horaires(time(9), time(17))
    assert echeance(recue, heures=heures, horaires=horaires, feries=lambda annee: {date(annee, 12, 25)}) == attendue


@pytest.mark.parametrize(
    ("ecoule", "attendu"),
    [
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 jours"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_une_duree_se_dit_en_mots(ecoule: timedelta, attendu: str) -> None:
    assert duree(ecoule) == attendu


@pytest.mark.parametrize(
    ("reste", "attendu"), [(timedelta(hours=5), "Dans 5 h"), (timedelta(hours=-2), "En retard de 2 h")]
)
def test_une_echeance_se_dit_en_mots(reste: timedelta, attendu: str) -> None:
    assert delai(reste) == attendu

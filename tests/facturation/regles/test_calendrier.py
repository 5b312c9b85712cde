from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant, nb_dimanches_feries

FERIES = frozenset({date(2026, 11, 1), date(2026, 11, 11)})


@pytest.mark.parametrize(
    ("jour", "nombre", "attendu"),
    [
        (date(2026, 11, 21), 12, date(2025, 11, 21)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_un_mois_plus_court_finit_a_son_dernier_jour(jour: date, nombre: int, attendu: date) -> None:
    assert mois_avant(jour, nombre) == attendu


def test_le_dernier_jour_de_fevrier_suit_l_annee() -> None:
    assert [fin_du_mois(date(annee, 2, 1)).day for annee in (2024, 2026)] == [29, 28]


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), 4),
        (date(2026, 11, 1), date(2026, 11, 30), 6),
        (date(2026, 11, 1), date(2026, 11, 1), 1),
        (date(2026, 11, 2), date(2026, 11, 7), 0),
        (date(2026, 11, 7), date(2026, 11, 2), 0),
    ],
    ids=["octobre", "novembre : un férié tombe un dimanche", "un dimanche férié", "une semaine", "à l’envers"],
)
def test_les_dimanches_et_feries_sont_comptes_une_fois(debut: date, fin: date, attendu: int) -> None:
    assert nb_dimanches_feries(debut, fin, FERIES) == attendu


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_le_compte_est_celui_fait_jour_par_jour(debut: date, nb_jours: int) -> None:
    jours = [debut + timedelta(days=n) for n in range(nb_jours + 1)]
    attendu = sum(jour.weekday() == 6 or jour in FERIES for jour in jours)
    assert nb_dimanches_feries(debut, jours[-1], FERIES) == attendu

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.caisses.regles.bareme import Tranche, participation

TRANCHES = [Tranche(807, 1403, 1000), Tranche(865, 1498, 1400), Tranche(976, 1640, 2100)]


@pytest.mark.parametrize(
    ("ressources", "est_menage", "attendue"),
    [
        (0, False, 1000),
        (807_00, False, 1000),
        (807_01, False, 1400),
        (976_00, False, 2100),
        (976_01, False, None),
        (976_01, True, 1000),
        (1640_00, True, 2100),
        (1640_01, True, None),
    ],
)
def test_la_participation_est_celle_de_la_tranche(ressources: int, *, est_menage: bool, attendue: int | None) -> None:
    assert participation(TRANCHES, ressources, est_menage=est_menage) == attendue


def test_une_derniere_tranche_sans_plafond_vaut_pour_tous() -> None:
    assert participation([*TRANCHES, Tranche(None, None, 10_000)], 9_999_99, est_menage=False) == 10_000


def test_sans_tranche_rien_n_est_devine() -> None:
    assert participation([], 100, est_menage=True) is None


@given(st.integers(0, 3000_00), st.integers(0, 3000_00), st.booleans())
def test_qui_gagne_plus_ne_paie_pas_moins(une: int, autre: int, est_menage: bool) -> None:  # noqa: FBT001 -- drawn
    parts = [participation(TRANCHES, ressources, est_menage=est_menage) for ressources in sorted((une, autre))]
    moins, plus = (10_001 if part is None else part for part in parts)
    assert moins <= plus

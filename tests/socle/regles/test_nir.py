import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import nir as autre_calcul

from ppas.socle.regles.nir import cle, defaut


@pytest.mark.parametrize(
    "nir",
    ["245032105412389", "245032A05412346", "145032B05412326", "345032105412339", "700017505412304"],
    ids=["ordinaire", "Corse-du-Sud", "Haute-Corse", "provisoire 3", "provisoire 7"],
)
def test_une_cle_juste_est_acceptee(nir: str) -> None:
    juste = f"{nir[:13]}{cle(nir[:13]):02}"
    assert defaut(juste) is None


@pytest.mark.parametrize(
    ("nir", "attendu"),
    [
        ("245032105412388", "La clé du NIR, 88, n’est pas celle attendue"),
        ("545032105412389", "Le NIR doit compter"),
        ("2450321054123AB", "Le NIR doit compter"),
        ("24503210541238", "Le NIR doit compter"),
        ("245032C05412346", "Le NIR doit compter"),
        ("", "Le NIR doit compter"),
    ],
)
def test_un_nir_faux_est_explique(nir: str, attendu: str) -> None:
    faute = defaut(nir)
    assert faute is not None
    assert faute.startswith(attendu)


@given(st.from_regex("[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}", fullmatch=True))
def test_la_cle_est_celle_que_calcule_une_autre_bibliotheque(corps: str) -> None:
    assert f"{cle(corps):02}" == autre_calcul.calc_check_digits(corps)


@given(st.from_regex("[1-478][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}", fullmatch=True), st.integers(1, 96))
def test_toute_autre_cle_est_refusee(corps: str, ecart: int) -> None:
    fausse = (cle(corps) - 1 + ecart) % 97 + 1
    assert defaut(f"{corps}{fausse:02}") is not None

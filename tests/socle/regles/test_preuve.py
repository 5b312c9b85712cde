import pytest

from ppas.socle.regles.preuve import EPREUVES, est_prouve, est_solution
from tests.captchas import preuve

NUMERO = "AbCdEfGhIjKlMnOp"


@pytest.fixture(scope="module")
def reponses() -> str:
    """The proof of NUMERO."""
    return preuve(NUMERO)


@pytest.mark.exigence("PLU-14")
def test_la_preuve_calculee_est_acceptee(reponses: str) -> None:
    assert est_prouve(NUMERO, reponses)


def test_la_preuve_d_un_autre_defi_est_refusee(reponses: str) -> None:
    assert not est_prouve(NUMERO[::-1], reponses)


def test_une_epreuve_de_moins_ne_suffit_pas(reponses: str) -> None:
    assert not est_prouve(NUMERO, reponses.rpartition(",")[0])


def test_une_reponse_fausse_sur_seize_est_refusee(reponses: str) -> None:
    *bonnes, derniere = reponses.split(",")
    fausse = next(str(n) for n in range(int(derniere) + 1, 10**9) if not est_solution(NUMERO, EPREUVES - 1, str(n)))
    assert not est_prouve(NUMERO, ",".join([*bonnes, fausse]))


@pytest.mark.parametrize("reponses", ["", ",", "a," * 15 + "a", "١," * 15 + "١", "-1," * 15 + "-1"])
def test_un_texte_quelconque_n_est_pas_une_preuve(reponses: str) -> None:
    assert not est_prouve(NUMERO, reponses)

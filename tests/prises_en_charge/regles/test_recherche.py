"""Searching people by name."""

import pytest

from ppas.prises_en_charge.regles.recherche import forme_de_recherche


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        pytest.param("DURAND Jeanne", "durand jeanne", id="casse"),
        pytest.param("Le Gœff-Étienne", "le goeff etienne", id="accents-ligature-tiret"),
        pytest.param("  N’Guyen   d'Or ", "n guyen d or", id="apostrophes-et-espaces"),
        pytest.param("", "", id="vide"),
    ],
)
def test_la_casse_les_accents_et_les_signes_ne_comptent_pas(saisi: str, attendu: str) -> None:
    assert forme_de_recherche(saisi) == attendu

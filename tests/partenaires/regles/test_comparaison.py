from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.partenaires.regles.comparaison import comparer, forme_comparable, validite


@pytest.mark.exigence("REG-17", "CAI-07")
@pytest.mark.parametrize(
    ("saisi", "emis", "attendu"),
    [
        ("Association Ciel Bleu", "ASSOCIATION CIEL-BLEU", True),
        ("Présence et Aide", "presence et aide", True),
        ("Cœur d’Or", "COEUR D'OR", True),
        ("CL19720812", "cl 1972 0812", True),
        ("Ciel Bleu", "Ciel Bleus", False),
        ("", "73282932000074", None),
        ("73282932000074", "", None),
        ("", "", None),
    ],
)
def test_la_comparaison_laisse_de_cote_la_casse_les_accents_et_les_espaces(
    saisi: str, emis: str, *, attendu: bool | None
) -> None:
    [comparaison] = comparer([("Champ", saisi, emis)])
    assert comparaison.est_conforme is attendu


@given(st.text())
def test_un_texte_est_toujours_conforme_a_lui_meme(texte: str) -> None:
    assert forme_comparable(texte) == forme_comparable(f" {texte} ")


@pytest.mark.parametrize(
    ("debut", "fin", "attendu"),
    [
        (date(2026, 1, 1), None, True),
        (date(2026, 11, 4), date(2026, 11, 4), True),
        (date(2026, 11, 5), None, False),
        (date(2025, 1, 1), date(2026, 11, 3), False),
    ],
)
def test_une_convention_emise_vaut_du_premier_au_dernier_jour(debut: date, fin: date | None, *, attendu: bool) -> None:
    assert validite(debut, fin, le=date(2026, 11, 4)).est_conforme is attendu

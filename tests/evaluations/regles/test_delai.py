"""A deadline is said in words."""

from datetime import date

import pytest

from ppas.evaluations.regles.delai import Delai, delai


@pytest.mark.parametrize(
    ("date_limite", "attendu"),
    [
        (date(2026, 10, 30), Delai("En retard de 5 jours", "non")),
        (date(2026, 11, 3), Delai("En retard de 1 jour", "non")),
        (date(2026, 11, 4), Delai("À rendre aujourd’hui", "attente")),
        (date(2026, 11, 5), Delai("Dans 1 jour", "attente")),
        (date(2026, 11, 11), Delai("Dans 7 jours", "attente")),
        (date(2026, 11, 12), Delai("Dans 8 jours", "neutre")),
    ],
)
def test_un_delai_se_lit_sans_sa_couleur(date_limite: date, attendu: Delai) -> None:
    assert delai(date_limite, le=date(2026, 11, 4)) == attendu

"""A deadline is said in words."""

from datetime import date

import pytest

from ppas.evaluations.regles.delai import Delai, delai
from tests.evaluations.javascript import appeler

CAS = [
    (date(2026, 10, 30), Delai("En retard de 5 jours", "non")),
    (date(2026, 11, 3), Delai("En retard de 1 jour", "non")),
    (date(2026, 11, 4), Delai("À rendre aujourd’hui", "attente")),
    (date(2026, 11, 5), Delai("Dans 1 jour", "attente")),
    (date(2026, 11, 11), Delai("Dans 7 jours", "attente")),
    (date(2026, 11, 12), Delai("Dans 8 jours", "neutre")),
]


@pytest.mark.parametrize(("date_limite", "attendu"), CAS)
def test_un_delai_se_lit_sans_sa_couleur(date_limite: date, attendu: Delai) -> None:
    assert delai(date_limite, le=date(2026, 11, 4)) == attendu


def test_l_application_hors_ligne_dit_le_delai_dans_les_memes_mots() -> None:
    obtenus = appeler("delai.js", [("delai", [date_limite.isoformat(), "2026-11-04"]) for date_limite, _ in CAS])
    assert obtenus == [{"texte": attendu.texte, "ton": attendu.ton} for _, attendu in CAS]

"""The chain of seals."""

import pytest

from ppas.socle.regles.chaine import ORIGINE, empreinte

LIGNE = {"id": 1, "action": "valider", "details": {"nb": 3}}


@pytest.mark.exigence("PLU-11")
def test_l_empreinte_ne_depend_pas_de_l_ordre_des_champs() -> None:
    assert empreinte(ORIGINE, LIGNE) == empreinte(ORIGINE, dict(reversed(LIGNE.items())))


@pytest.mark.exigence("PLU-11")
@pytest.mark.parametrize(
    "autre",
    [
        pytest.param(LIGNE | {"action": "invalider"}, id="texte"),
        pytest.param(LIGNE | {"id": 2}, id="numero"),
        pytest.param(LIGNE | {"details": {"nb": 4}}, id="details"),
        pytest.param(LIGNE | {"adresse": "192.0.2.1"}, id="champ-rempli"),
    ],
)
def test_tout_changement_change_l_empreinte(autre: dict[str, object]) -> None:
    assert empreinte(ORIGINE, LIGNE) != empreinte(ORIGINE, autre)


@pytest.mark.exigence("PLU-11")
def test_l_empreinte_depend_de_la_precedente() -> None:
    assert empreinte(ORIGINE, LIGNE) != empreinte("0" * 64, LIGNE)


def test_une_colonne_ajoutee_vide_ne_rompt_pas_la_chaine() -> None:
    assert empreinte(ORIGINE, LIGNE) == empreinte(ORIGINE, LIGNE | {"nouvelle": "", "autre": None})

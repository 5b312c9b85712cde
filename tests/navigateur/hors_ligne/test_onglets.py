"""Two tabs at once: one writes, the other reads, follows, and may take over."""

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.hors_ligne.conftest import Poste

ADRESSE = "#commande/1/visite"
CHAMP = "Visite effectuée par"


@pytest.fixture
def second(pret: Poste) -> Page:
    """A second tab on the same evaluation."""
    pret.aller(ADRESSE)
    onglet = pret.contexte.new_page()
    pret.entrer(adresse=ADRESSE, page=onglet)
    return onglet


@pytest.mark.exigence("EVA-14")
def test_un_seul_onglet_ecrit_et_l_autre_le_suit(pret: Poste, second: Page) -> None:
    expect(second.get_by_text("L’application est ouverte dans un autre onglet")).to_be_visible()
    expect(second.get_by_label(CHAMP)).not_to_be_editable()
    pret.page.get_by_label(CHAMP).fill("Claire")
    expect(second.get_by_label(CHAMP)).to_have_value("Claire")


def test_l_autre_onglet_prend_la_main(pret: Poste, second: Page) -> None:
    pret.page.get_by_label(CHAMP).fill("Claire")
    expect(second.get_by_label(CHAMP)).to_have_value("Claire")
    second.get_by_role("button", name="Écrire ici").click()
    expect(second.get_by_label(CHAMP)).to_be_editable()
    expect(pret.page.get_by_label(CHAMP)).not_to_be_editable()
    second.get_by_label(CHAMP).fill("Claire Martin")
    expect(pret.page.get_by_label(CHAMP)).to_have_value("Claire Martin")


def test_un_onglet_ferme_laisse_la_main(pret: Poste, second: Page) -> None:
    pret.page.close()
    second.reload()
    pret.page = second
    pret.entrer(adresse=ADRESSE)
    expect(second.get_by_label(CHAMP)).to_be_editable()

"""What only a browser shows of registration: its two scripts, and the same form without any."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import CaisseFactory, RegimeFactory, TypePartenaireFactory


@pytest.fixture(autouse=True)
def deux_regimes(transactional_db: None) -> None:
    """CNAV with one caisse, CNRACL with another."""
    CaisseFactory(code="03", nom="CARSAT Bourgogne-Franche-Comté")
    CaisseFactory(code="90", nom="CNRACL nationale", regime=RegimeFactory(code="CNRACL"))
    TypePartenaireFactory(evaluation=True)


def ouvrir_le_formulaire(page: Page) -> None:
    page.goto("/partenaires/preinscription/conditions/")
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("heading", name="Préinscription", level=1)).to_be_visible()


@pytest.mark.exigence("REG-11")
def test_la_liste_des_caisses_suit_le_regime(page: Page, sans_defaut_axe: Callable[[Page], None]) -> None:
    ouvrir_le_formulaire(page)
    caisses = page.get_by_label("Caisse").locator("option")
    expect(page.get_by_role("button", name="Afficher les caisses")).to_be_hidden()
    page.get_by_label("Régime").select_option(label="CNRACL")
    expect(caisses).to_have_text(["Choisissez…", "CNRACL nationale"])
    page.get_by_label("Régime").select_option(label="CNAV")
    expect(caisses).to_have_text(["Choisissez…", "CARSAT Bourgogne-Franche-Comté"])
    sans_defaut_axe(page)


@pytest.mark.exigence("REG-18")
def test_l_identite_destinataire_suit_le_nom_du_partenaire(page: Page) -> None:
    ouvrir_le_formulaire(page)
    page.get_by_label("Nom partenaire").fill("Association Ciel Bleu")
    expect(page.get_by_label("Identité destinataire")).to_have_value("Association Ciel Bleu")


@pytest.mark.exigence("REG-11")
def test_sans_script_un_bouton_affiche_les_caisses_du_regime(browser: Browser, browser_context_args: dict) -> None:
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    ouvrir_le_formulaire(page)
    page.get_by_label("Régime").select_option(label="CNRACL")
    page.get_by_label("Nom partenaire").fill("Association Ciel Bleu")
    page.get_by_role("button", name="Afficher les caisses").click()
    expect(page.get_by_label("Caisse").locator("option")).to_have_text(["Choisissez…", "CNRACL nationale"])
    expect(page.get_by_label("Nom partenaire")).to_have_value("Association Ciel Bleu")


def test_la_touche_entree_enregistre_au_lieu_d_afficher_les_caisses(page: Page) -> None:
    ouvrir_le_formulaire(page)
    page.get_by_label("SIRET").press("Enter")
    expect(page.get_by_role("heading", name="champs sont à corriger")).to_be_visible()

"""Without JavaScript, all that is not the offline mode still works (ACC-03)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ppas.facturation.models import Formulaire
from tests.factories import MOT_DE_PASSE
from tests.navigateur.test_saisie_en_ligne import enregistrees, formulaire, heures, personne

__all__ = ["formulaire"]


@pytest.fixture
def sans_script(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A browser whose scripts are off."""
    contexte = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield contexte.new_page()
    contexte.close()


@pytest.mark.exigence("ACC-03")
def test_les_parcours_se_font_sans_javascript(formulaire: Formulaire, sans_script: Page) -> None:
    page = sans_script
    camille = personne(formulaire.convention, "Camille")
    page.goto("/comptes/connexion/")
    page.get_by_label("Identifiant").fill(camille.login)
    page.get_by_role("button", name="SE CONNECTER").click()
    expect(page.get_by_role("link", name="Mot de passe : Ce champ est obligatoire.")).to_be_visible()
    expect(page.get_by_label("Identifiant")).to_have_value(camille.login)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="SE CONNECTER").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les services")
    page.get_by_role("link", name="Compléter").click()
    page.get_by_role("link", name="Continuer").click()
    heures(page, "ADAM").fill("14,5")
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_text("Votre saisie est enregistrée.")).to_be_visible()
    assert enregistrees(formulaire) == [1450, None]
    page.get_by_role("button", name="Barrer BLANC").click()
    expect(page.get_by_text("Ligne barrée : BLANC")).to_be_visible()
    page.goto("/paiements/pourquoi-pas-paye/")
    expect(page.get_by_role("main").get_by_role("button").first).to_be_visible()


@pytest.mark.exigence("ACC-03")
@pytest.mark.django_db(transaction=True)
def test_le_mode_deconnecte_dit_qu_il_a_besoin_de_javascript(sans_script: Page) -> None:
    sans_script.goto("/hors-ligne/")
    expect(sans_script.get_by_text("ce navigateur n’exécute pas JavaScript")).to_be_visible()

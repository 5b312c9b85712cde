"""A list sorted by its headers in a real browser: by keyboard, wide and narrow, with no script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import ConventionFactory, PartenaireFactory, UtilisateurFactory
from tests.navigateur.gestes import connecter

LISTE = "/partenaires/tous/"
NOMS = ["Zèbre", "Étoile", "association Ciel"]
LARGEURS = [pytest.param(1280, id="large"), pytest.param(360, id="etroit")]


@pytest.fixture
def partenaires(transactional_db: None) -> None:
    for nom in NOMS:
        ConventionFactory(partenaire=PartenaireFactory(nom=nom))


def noms(page: Page) -> list[str]:
    return page.locator("tbody th").all_text_contents()


@pytest.mark.exigence("ACC-05")
@pytest.mark.parametrize("largeur", LARGEURS)
def test_un_en_tete_trie_au_clavier_et_dit_ce_qu_il_a_fait(
    partenaires: None,
    page: Page,
    largeur: int,
    capture: Callable[[Page, str], None],
    sans_defaut_axe: Callable[[Page], None],
) -> None:
    connecter(page.context, UtilisateurFactory(national=True))
    page.set_viewport_size({"width": largeur, "height": 720})
    page.goto(LISTE)
    assert noms(page) == NOMS
    page.get_by_role("link", name="Nom : trier de A à Z").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Partenaires inscrits, par nom, de A à Z")).to_be_focused()
    assert noms(page) == ["association Ciel", "Étoile", "Zèbre"]
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Tab")
    inverser = page.get_by_role("link", name="Nom : trier de Z à A")
    expect(inverser).to_be_focused()
    expect(inverser).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Partenaires inscrits, par nom, de Z à A")).to_be_focused()
    assert noms(page) == ["Zèbre", "Étoile", "association Ciel"]
    sans_defaut_axe(page)
    page.get_by_label("Nom ou SIRET").fill("ciel")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    assert noms(page) == ["association Ciel"]
    capture(page, f"tri-{largeur}")


@pytest.mark.exigence("ACC-03")
@pytest.mark.parametrize("largeur", LARGEURS)
def test_le_tri_se_passe_de_script(
    partenaires: None, browser: Browser, browser_context_args: dict[str, Any], largeur: int
) -> None:
    taille = {"width": largeur, "height": 720}
    contexte = browser.new_context(**browser_context_args | {"viewport": taille}, java_script_enabled=False)
    connecter(contexte, UtilisateurFactory(national=True))
    page = contexte.new_page()
    page.goto(LISTE)
    page.get_by_role("link", name="Nom : trier de A à Z").click()
    expect(page.locator("tbody th")).to_have_text(["association Ciel", "Étoile", "Zèbre"])
    contexte.close()

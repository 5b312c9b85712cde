"""« Configuration de votre poste » in browsers that lack something."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

ADRESSE = "/configuration/"
SANS = {
    "cookies": "Object.defineProperty(Document.prototype, 'cookie', {get: () => '', set: () => {}})",
    "stockage": "indexedDB.open = () => { throw new Error('no storage') }",
    "travailleur": "delete Navigator.prototype.serviceWorker",
    "chiffrement": "delete Crypto.prototype.subtle",
    "pdf": "Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', {get: () => false})",
    "ecran": "Object.defineProperty(Screen.prototype, 'width', {get: () => 1024})",
}


def rangee(page: Page, nom: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=nom, exact=True))


@pytest.fixture
def sans(page: Page) -> Callable[[str], Page]:
    """Return `sans("cookies")`: the page, in a browser that lacks this."""

    def ouvrir(capacite: str) -> Page:
        page.add_init_script(SANS[capacite])
        page.goto(ADRESSE)
        return page

    return ouvrir


@pytest.mark.exigence("ACC-02", "ACC-07")
@pytest.mark.django_db(transaction=True)
def test_un_navigateur_complet_ouvre_tout(
    page: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    page.goto(ADRESSE)
    expect(page.get_by_text("Tous les services du portail fonctionnent dans ce navigateur.")).to_be_visible()
    for nom in ("Cookies", "JavaScript (modules)", "Stockage sur l’ordinateur", "Documents PDF dans la page"):
        expect(rangee(page, nom)).to_contain_text("Oui")
    expect(page.get_by_text("Non vérifié")).to_have_count(0)
    assert page.context.cookies() == []
    capture(page, "configuration")
    sans_defaut_axe(page)


@pytest.mark.exigence("ACC-02", "ACC-08")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("capacite", "nom", "service", "remede"),
    [
        ("cookies", "Cookies", "La connexion", "Autorisez les cookies"),
        ("stockage", "Stockage sur l’ordinateur", "Le mode déconnecté est fermé", "fenêtre ordinaire"),
        ("travailleur", "Fonctionnement sans Internet", "Le mode déconnecté est fermé", "dom.serviceWorkers.enabled"),
        ("chiffrement", "Chiffrement", "Le mode déconnecté est fermé", "Mettez le navigateur à jour"),
        ("pdf", "Documents PDF dans la page", "il se télécharge", "lecteur de PDF"),
        ("ecran", "Écran de 1280 par 768 pixels", "Rien n’est fermé", "réduire l’agrandissement"),
    ],
    ids=SANS,
)
def test_une_capacite_absente_dit_ce_qu_elle_ferme_et_quoi_faire(
    sans: Callable[[str], Page], capacite: str, nom: str, service: str, remede: str
) -> None:
    ligne = rangee(sans(capacite), nom)
    expect(ligne.locator(".etat")).to_have_text("Non")
    expect(ligne).to_contain_text(service)
    expect(ligne).to_contain_text(remede)


@pytest.mark.exigence("ACC-03")
@pytest.mark.django_db(transaction=True)
def test_sans_javascript_la_page_dit_ce_qui_reste_ouvert(
    browser: Browser, browser_context_args: dict[str, Any]
) -> None:
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    page.goto(ADRESSE)
    expect(page.get_by_text("Rien n’a été vérifié")).to_be_visible()
    expect(page.get_by_text("Le mode déconnecté est fermé : activez JavaScript")).to_be_visible()
    expect(page.locator("#verification .etat")).to_have_text(["Non vérifié"] * 5)

"""Without a mouse: what the keyboard reaches shows it; the menu, a form that is refused, a line that is struck."""

import pytest
from playwright.sync_api import Page, expect

from ppas.facturation.models import Formulaire
from tests.navigateur.conftest import HAUTEUR, LARGEUR_ETROITE
from tests.navigateur.test_saisie_en_ligne import formulaire, saisie

__all__ = ["formulaire", "saisie"]

CONTOUR = """() => {
    const actif = document.activeElement, style = getComputedStyle(actif);
    return [actif.tagName, `${style.outlineStyle} ${style.outlineWidth}`];
}"""


@pytest.mark.django_db(transaction=True)
def test_le_champ_ou_le_bouton_ou_l_on_est_se_voit(page: Page) -> None:
    page.goto("/comptes/connexion/")
    vus: dict[str, set[str]] = {}
    for _ in range(25):
        page.keyboard.press("Tab")
        balise, contour = page.evaluate(CONTOUR)
        if balise == "BODY":
            break
        vus.setdefault(balise, set()).add(contour)
    assert vus == {balise: {"solid 3px"} for balise in ("A", "INPUT", "BUTTON", "SUMMARY")}


@pytest.mark.django_db(transaction=True)
def test_le_premier_lien_mene_au_contenu(page: Page) -> None:
    page.goto("/contact/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.exigence("ACC-01")
@pytest.mark.django_db(transaction=True)
def test_le_menu_d_un_ecran_etroit_s_ouvre_et_se_suit_au_clavier(page: Page) -> None:
    page.set_viewport_size({"width": LARGEUR_ETROITE, "height": HAUTEUR})
    page.goto("/contact/")
    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu.get_by_role("link", name="La documentation")).to_be_hidden()
    menu.get_by_text("Menu", exact=True).focus()
    page.keyboard.press("Enter")
    for nom in ("Accueil", "Les services"):
        page.keyboard.press("Tab")
        expect(menu.get_by_role("link", name=nom)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les services")


@pytest.mark.exigence("REG-28")
@pytest.mark.django_db(transaction=True)
def test_un_formulaire_refuse_donne_le_focus_a_son_resume_qui_mene_aux_champs(page: Page) -> None:
    page.goto("/comptes/connexion/")
    page.get_by_label("Mot de passe").press("Enter")
    expect(page.get_by_role("region", name="Deux champs sont à corriger")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    expect(page.get_by_label("Identifiant")).to_have_accessible_description("Ce champ est obligatoire.")


@pytest.mark.exigence("INV-03")
def test_une_ligne_se_barre_et_se_retablit_au_clavier(formulaire: Formulaire, saisie: Page) -> None:
    saisie.get_by_role("button", name="Barrer ADAM").focus()
    saisie.keyboard.press("Enter")
    expect(saisie.get_by_text("Ligne barrée : ADAM")).to_be_visible()
    expect(saisie.get_by_role("row").get_by_role("button", name="Rétablir ADAM")).to_be_focused()
    saisie.keyboard.press("Enter")
    expect(saisie.get_by_text("Ligne rétablie.")).to_be_visible()
    expect(saisie.get_by_role("button", name="Barrer ADAM")).to_be_focused()

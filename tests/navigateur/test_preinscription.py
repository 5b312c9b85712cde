"""What only a browser shows of registration: its scripts, the same form without any, and with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ppas.partenaires.models import Preinscription
from ppas.partenaires.operations.corrections import demander_correction
from ppas.socle.models import CaptchaConsomme, Courriel
from tests.captchas import captcha_de
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    PreinscriptionFactory,
    RegimeFactory,
    TypePartenaireFactory,
)

MANUEL = {
    "Code convention": "757300",
    "Nom partenaire": "Association Ciel Bleu",
    "Téléphone": "0302010509",
    "CP": "62000",
    "Nom commune": "ARRAS",
    "Prénom": "Alexandre",
    "Login": "Alex7",
    "Mail": "alexandre@exemple.fr",
}
CARACTERES = "Saisir les caractères ici."


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


def remplir(page: Page) -> None:
    """Type the manual's example, captcha excepted."""
    page.get_by_label("Régime").select_option(label="CNAV")
    page.get_by_label("Caisse").select_option(label="CARSAT Bourgogne-Franche-Comté")
    page.get_by_label("Type partenaire").select_option(index=1)
    for libelle, valeur in MANUEL.items():
        page.get_by_label(libelle).first.fill(valeur)
    administrateur = page.get_by_role("group", name="Information administrateur")
    administrateur.get_by_role("textbox", name=re.compile("^Nom")).fill("GRIZZI")
    administrateur.get_by_label("Téléphone").fill("03 02 01 05 09")


def recopier(page: Page) -> None:
    """Copy the characters of the captcha that is shown."""
    page.get_by_label(CARACTERES).fill(captcha_de(page.content()).reponse)


def enregistrer(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer").last.click()


@pytest.mark.exigence("REG-04", "REG-08", "REG-26", "REG-27", "REG-28", "REG-29", "REG-30")
def test_sans_script_le_manuel_se_suit_jusqu_a_la_derniere_page(browser: Browser, browser_context_args: dict) -> None:
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    ouvrir_le_formulaire(page)
    remplir(page)
    image = page.get_by_role("img", name="Image de caractères")
    premiere = image.get_attribute("src")
    page.get_by_role("button", name="Afficher d’autres caractères").click()
    expect(image).not_to_have_attribute("src", str(premiere))
    page.get_by_label(CARACTERES).fill("faux")
    enregistrer(page)
    expect(page.get_by_text("Vous n’avez pas saisi correctement le captcha.").first).to_be_visible()
    expect(page.get_by_label(CARACTERES)).to_have_value("")
    recopier(page)
    enregistrer(page)
    expect(page.get_by_role("heading", name="Votre préinscription est terminée")).to_be_visible()
    expect(page.get_by_text("Alex7").first).to_be_visible()


@pytest.mark.exigence("REG-26", "REG-30")
def test_au_clavier_seul_on_se_preinscrit(page: Page, sans_defaut_axe: Callable[[Page], None]) -> None:
    page.goto("/partenaires/preinscription/conditions/")
    sans_defaut_axe(page)
    aller(page, "accepte")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Numéro de convention", level=1)).to_be_visible()
    sans_defaut_axe(page)
    aller(page, "OK")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Préinscription", level=1)).to_be_visible()
    for nom, texte in AU_CLAVIER.items():
        aller(page, nom)
        page.keyboard.type(texte)
    aller(page, "captcha")
    page.keyboard.type(captcha_de(page.content()).reponse)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Votre préinscription est terminée")).to_be_visible()
    sans_defaut_axe(page)


AU_CLAVIER = {
    "regime": "CNAV",
    "caisse": "CARSAT",
    "code_convention": "757300",
    "type_partenaire": "Structure",
    "nom_partenaire": "Association Ciel Bleu",
    "telephone": "0302010509",
    "code_postal": "62000",
    "commune": "ARRAS",
    "nom": "GRIZZI",
    "prenom": "Alexandre",
    "login": "Alex7",
    "mail": "alexandre@exemple.fr",
    "telephone_administrateur": "0302010509",
}


def aller(page: Page, nom: str) -> None:
    """Press Tab until the focus is on the field `nom`, or on the button of this text."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || document.activeElement.textContent") == nom:
            return
    pytest.fail(f"Tab never reaches « {nom} »")


@pytest.mark.exigence("PLU-14", "ACC-06")
def test_qui_ne_lit_pas_l_image_passe_par_la_preuve_de_travail(
    page: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    ouvrir_le_formulaire(page)
    remplir(page)
    page.get_by_role("button", name="Je ne peux pas lire l’image").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Vérification terminée")).to_be_visible(timeout=60_000)
    expect(page.get_by_label(CARACTERES)).not_to_have_attribute("required", "")
    sans_defaut_axe(page)
    capture(page, "captcha-preuve")
    enregistrer(page)
    expect(page.get_by_role("heading", name="Votre préinscription est terminée")).to_be_visible()
    assert CaptchaConsomme.objects.count() == 1


@pytest.mark.exigence("REG-27")
def test_d_autres_caracteres_viennent_sans_quitter_la_page(page: Page) -> None:
    ouvrir_le_formulaire(page)
    page.get_by_label("SIRET").fill("123")
    premier = captcha_de(page.content()).numero
    page.get_by_role("button", name="Afficher d’autres caractères").click()
    expect(page.get_by_role("status").filter(has_text="De nouveaux caractères")).to_be_visible()
    expect(page.get_by_label("SIRET")).to_have_value("123")
    expect(page.get_by_label(CARACTERES)).to_be_focused()
    assert captcha_de(page.content()).numero != premier


@pytest.mark.exigence("PLU-12")
def test_le_lien_de_correction_rouvre_le_formulaire(
    page: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    preinscription = PreinscriptionFactory()
    agent = AgentFactory(administrateur=True)
    demander_correction(preinscription, message="Le code postal ne correspond pas.", par=agent.utilisateur)
    lien = re.search(r"http\S+/(partenaires/preinscription/correction/\S+)", Courriel.objects.get().corps)
    assert lien
    page.goto(f"/{lien[1]}")
    sans_defaut_axe(page)
    capture(page, "correction")
    page.get_by_label("CP").fill("62400")
    recopier(page)
    enregistrer(page)
    expect(page.get_by_role("heading", name="Votre préinscription est terminée")).to_be_visible()
    page.goto(f"/{lien[1]}")
    expect(page.get_by_role("heading", name="Ce lien n’est plus valable")).to_be_visible()
    sans_defaut_axe(page)
    assert Preinscription.objects.get().code_postal == "62400"

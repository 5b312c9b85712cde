"""« Modification inscription » in a browser: with the keyboard alone, without JavaScript, with the mouse on a row."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire, Rattachement
from tests.conftest import Horloge
from tests.factories import (
    AdresseFactory,
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    RattachementFactory,
    RegimeFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)
from tests.navigateur.gestes import connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]

TABULATIONS_MAX = 60
UTILISATEURS = "/partenaires/modification/utilisateurs/"


@pytest.fixture
def ciel_bleu(transactional_db: None, horloge: Horloge) -> Partenaire:
    """The structure of the manual, its administrator Alex7, and what its screens choose from."""
    alex = RattachementFactory(
        administrateur=True,
        partenaire__nom="Association Ciel Bleu",
        utilisateur__login="Alex7",
        utilisateur__nom="GRIZZI",
        utilisateur__prenom="Alexandre",
    )
    AdresseFactory(partenaire=alex.partenaire, hameau_ou_boite_postale="BP91338")
    evaluation = TypePartenaireFactory(evaluation=True)
    ConventionFactory(partenaire=alex.partenaire, code="9059003C", type_partenaire=evaluation)
    CaisseFactory(code="90", nom="CNRACL", regime=RegimeFactory(code="CNRACL"))
    return alex.partenaire


def alex() -> Utilisateur:
    return Utilisateur.objects.get(login="Alex7")


def atteindre(page: Page, cible: Locator) -> None:
    """Press the tabulation key until `cible` has the focus."""
    for _ in range(TABULATIONS_MAX):
        page.keyboard.press("Tab")
        if cible.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {cible}")


def saisir(page: Page, libelle: str, texte: str) -> None:
    atteindre(page, page.get_by_label(libelle, exact=True))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(texte)


def actionner(page: Page, cible: Locator) -> None:
    atteindre(page, cible)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def valider(page: Page) -> None:
    actionner(page, page.get_by_role("button", name="Valider").last)


@pytest.mark.exigence("ADM-03", "ADM-05", "ADM-25", "CON-03")
def test_partenaire_conventions_et_adresse_au_clavier_seul(
    page: Page, ciel_bleu: Partenaire, capture: Capture, sans_defaut_axe: Axe
) -> None:
    connecter(page.context, alex())
    page.goto("/partenaires/modification/")
    sans_defaut_axe(page)
    saisir(page, "Email *", "alexandre62@fr.fr")
    valider(page)
    expect(page.locator(".fiche dd").nth(2)).to_have_text("alexandre62@fr.fr")
    capture(page, "modification-partenaire")

    actionner(page, page.get_by_role("link", name="Conventions"))
    atteindre(page, page.get_by_label("Régime"))
    page.keyboard.type("CNRACL")
    atteindre(page, page.get_by_label("Caisse", exact=False).last)
    page.keyboard.type("CNRACL")
    atteindre(page, page.get_by_label("Type *"))
    page.keyboard.type("Structure")
    saisir(page, "Code convention *", "CL19720812")
    sans_defaut_axe(page)
    valider(page)
    expect(page.get_by_role("row", name="CL19720812")).to_contain_text("en attente de validation")
    capture(page, "modification-conventions")

    actionner(page, page.get_by_role("link", name="Adresse"))
    saisir(page, "Nom du hameau ou du numéro de boite postale", "BP1972")
    sans_defaut_axe(page)
    valider(page)
    expect(page.get_by_label("Nom du hameau ou du numéro de boite postale")).to_have_value("BP1972")
    capture(page, "modification-adresse")


@pytest.mark.exigence("ADM-08", "ADM-16", "ADM-19", "ADM-21", "ADM-22")
def test_les_utilisateurs_au_clavier_seul(
    page: Page, ciel_bleu: Partenaire, capture: Capture, sans_defaut_axe: Axe
) -> None:
    connecter(page.context, alex())
    page.goto("/partenaires/modification/")
    actionner(page, page.get_by_role("link", name="Utilisateurs"))
    for libelle, texte in (("Nom *", "MARTIN"), ("Prénom *", "Mikael"), ("Login *", "Martin37")):
        saisir(page, libelle, texte)
    valider(page)
    expect(page.get_by_role("heading", name="Deux champs sont à corriger")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "modification-utilisateurs-erreurs")
    saisir(page, "Téléphone *", "03 02 04 05 06")
    saisir(page, "Mail *", "martin37@fr.fr")
    atteindre(page, page.get_by_label("Administrateur", exact=True))
    page.keyboard.press("Space")
    valider(page)
    expect(page.get_by_role("row", name="Martin37")).to_contain_text("Retirer d’abord ses droits")
    sans_defaut_axe(page)
    capture(page, "modification-utilisateurs")

    actionner(page, page.get_by_role("link", name="Martin37"))
    expect(page.get_by_label("Nom *", exact=True)).to_have_value("MARTIN")
    sans_defaut_axe(page)
    atteindre(page, page.get_by_label("Administrateur", exact=True))
    page.keyboard.press("Space")
    valider(page)
    actionner(page, page.get_by_role("link", name="Supprimer Martin37"))
    expect(page.get_by_text("Voulez-vous vraiment supprimer cet utilisateur")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "suppression-utilisateur")
    actionner(page, page.get_by_role("button", name="OK"))
    expect(page.get_by_role("row", name="Martin37")).to_have_count(0)


@pytest.mark.exigence("ADM-05", "ADM-08", "ADM-16", "ADM-21", "ADM-25", "CON-03")
def test_les_quatre_onglets_servent_sans_javascript(
    browser: Browser, browser_context_args: dict, ciel_bleu: Partenaire
) -> None:
    contexte = browser.new_context(**browser_context_args, java_script_enabled=False)
    connecter(contexte, alex())
    page = contexte.new_page()
    page.goto("/partenaires/modification/")
    page.get_by_label("Email *").fill("alexandre62@fr.fr")
    page.get_by_role("button", name="Valider").click()
    expect(page.locator(".fiche dd").nth(2)).to_have_text("alexandre62@fr.fr")

    page.get_by_role("link", name="Utilisateurs").click()
    for libelle, texte in {
        "Nom *": "MARTIN",
        "Prénom *": "Mikael",
        "Login *": "Martin37",
        "Téléphone *": "03 02 04 05 06",
        "Mail *": "martin37@fr.fr",
    }.items():
        page.get_by_label(libelle, exact=True).fill(texte)
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("link", name="Martin37").first.click()
    expect(page.get_by_label("Mail *", exact=True)).to_have_value("martin37@fr.fr")
    page.get_by_role("link", name="Créer utilisateur").click()
    expect(page.get_by_label("Mail *", exact=True)).to_have_value("")
    page.get_by_role("link", name="Supprimer Martin37").click()
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_role("row", name="Martin37")).to_have_count(0)

    page.get_by_role("link", name="Conventions").click()
    page.get_by_label("Régime *").select_option(label="CNRACL")
    page.get_by_role("button", name="Afficher les caisses").click()
    expect(page.get_by_label("Caisse *").locator("option")).to_have_text(["Choisissez…", "CNRACL"])
    page.get_by_label("Caisse *").select_option(label="CNRACL")
    page.get_by_label("Type *").select_option(label="Structure d’évaluation")
    page.get_by_label("Code convention *").fill("CL19720812")
    page.get_by_role("button", name="Valider").last.click()
    expect(page.get_by_role("row", name="CL19720812")).to_contain_text("en attente de validation")

    page.get_by_role("link", name="Adresse").click()
    page.get_by_label("Nom du hameau ou du numéro de boite postale").fill("BP1972")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_label("Nom du hameau ou du numéro de boite postale")).to_have_value("BP1972")
    contexte.close()


@pytest.mark.exigence("ADM-16")
def test_cliquer_sur_une_ligne_charge_le_formulaire(page: Page, ciel_bleu: Partenaire) -> None:
    RattachementFactory(partenaire=ciel_bleu, utilisateur__login="Solange778", utilisateur__nom="SOLEIL")
    connecter(page.context, alex())
    page.goto(UTILISATEURS)
    page.get_by_role("cell", name="SOLEIL").click()
    expect(page.get_by_label("Nom *", exact=True)).to_have_value("SOLEIL")
    expect(page.get_by_label("Login *", exact=True)).to_be_disabled()
    assert page.url.endswith("#formulaire")


@pytest.mark.exigence("CAI-01", "CAI-18")
def test_la_caisse_gere_ses_agents_et_deverrouille_un_utilisateur(
    page: Page, ciel_bleu: Partenaire, horloge: Horloge, capture: Capture, sans_defaut_axe: Axe
) -> None:
    chef = AgentFactory(administrateur=True, utilisateur__login="Chef1")
    AgentFactory(utilisateur__login="Agent1", utilisateur__temporaire=True)
    RattachementFactory(partenaire=ciel_bleu, utilisateur__login="Martin37", utilisateur__bloque_le="2026-11-04T09:00Z")
    connecter(page.context, chef.utilisateur)
    page.goto("/services/")
    page.get_by_role("link", name="Agents de la caisse").click()
    sans_defaut_axe(page)
    capture(page, "agents")
    page.get_by_role("link", name="Agent1").click()
    sans_defaut_axe(page)
    capture(page, "agent")
    page.get_by_role("button", name="Désactiver le compte").click()
    expect(page.get_by_role("button", name="Réactiver le compte")).to_be_visible()
    page.goto("/partenaires/de-la-caisse/")
    sans_defaut_axe(page)
    page.get_by_role("link", name="Association Ciel Bleu").click()
    sans_defaut_axe(page)
    capture(page, "partenaire-de-la-caisse")
    page.get_by_role("button", name="Déverrouiller Martin37").click()
    expect(page.get_by_text("est déverrouillé")).to_be_visible()


@pytest.mark.exigence("CAI-17")
def test_le_national_agit_en_tant_que_partenaire(
    page: Page, ciel_bleu: Partenaire, capture: Capture, sans_defaut_axe: Axe
) -> None:
    connecter(page.context, UtilisateurFactory(national=True))
    for adresse, nom in (
        ("/caisses/toutes/agents/", "national-agents"),
        ("/partenaires/tous/conventions/", "national-conventions"),
        ("/comptes/profils/", "national-profils"),
        ("/partenaires/tous/", "national-partenaires"),
    ):
        page.goto(adresse)
        sans_defaut_axe(page)
        capture(page, nom)
    page.get_by_role("button", name="Agir en tant que Association Ciel Bleu").click()
    page.goto(UTILISATEURS)
    expect(page.get_by_role("region", name="Consultation au nom d’un partenaire")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "agir-en-tant-que")
    page.get_by_label("Nom *", exact=True).fill("INTRUS")
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_role("heading", name="Consultation seulement")).to_be_visible()
    assert Rattachement.objects.count() == 1
    page.get_by_role("button", name="Quitter").click()
    expect(page.get_by_text("Vous n’agissez plus en tant que partenaire.")).to_be_visible()

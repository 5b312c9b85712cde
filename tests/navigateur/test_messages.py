"""A partner and its caisse write to each other in two browsers; a third structure sees nothing of it (PLU-12)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Depot
from tests.conftest import Horloge
from tests.factories import AgentFactory, RattachementFactory, code_totp
from tests.facturation.envois import Expediteur
from tests.navigateur.gestes import ouvrir_service, se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]
NIR_ECRIT = "Le dossier de 2 55 08 14 168 025 38 manque."


@pytest.fixture
def depot(transactional_db: None, horloge: Horloge) -> Depot:
    """A file sent by `cmorel`."""
    envoyeur = Expediteur()
    Utilisateur.objects.filter(pk=envoyeur.utilisateur.pk).update(login="cmorel")
    RattachementFactory(utilisateur=envoyeur.utilisateur, partenaire=envoyeur.convention.partenaire)
    return envoyeur.envoyer()


@pytest.fixture
def ouvrir(browser: Browser, browser_context_args: dict) -> Callable[[str], Page]:
    """Return `ouvrir(login)`: another computer, where that account has signed in."""

    def preparer(login: str) -> Page:
        contexte = browser.new_context(**browser_context_args)
        contexte.set_default_timeout(10_000)
        page = contexte.new_page()
        se_connecter(page, login)
        return page

    return preparer


@pytest.fixture
def page_caisse(ouvrir: Callable[[str], Page], depot: Depot) -> Page:
    """The computer of an agent of the caisse that received the file."""
    agent = AgentFactory(caisse=depot.caisse, utilisateur__login="mpetit")
    page = ouvrir("mpetit")
    page.get_by_label("Code").fill(code_totp(agent.utilisateur))
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_label("Code")).to_have_count(0)
    return page


def envoyer(page: Page, texte: str) -> None:
    page.get_by_label("Votre message").fill(texte)
    page.get_by_role("button", name="Envoyer").click()


@pytest.mark.exigence("PLU-12")
def test_un_partenaire_ecrit_a_sa_caisse_qui_lui_repond(
    page: Page, depot: Depot, page_caisse: Page, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, "cmorel")
    page.goto(f"/facturation/fichiers/{depot.pk}/")
    page.get_by_role("link", name="Écrire à la caisse").click()
    expect(page).to_have_title(re.compile("^Messages, Fichier "))
    envoyer(page, NIR_ECRIT)
    expect(page.get_by_text("semble être un numéro de sécurité sociale").first).to_be_visible()
    expect(page.get_by_label("Votre message")).to_have_value(NIR_ECRIT)
    sans_defaut_axe(page)
    capture(page, "messages-refuse")
    envoyer(page, "Ce fichier remplace le précédent.")
    expect(page.get_by_text("Votre message est envoyé.")).to_be_visible()

    ouvrir_service(page_caisse, "Messages des partenaires")
    expect(page_caisse.get_by_text("1 message à lire")).to_be_visible()
    sans_defaut_axe(page_caisse)
    capture(page_caisse, "messages-caisse")
    page_caisse.get_by_role("link", name="Fichier 03").click()
    envoyer(page_caisse, "Bien reçu.")
    expect(page_caisse.get_by_role("button", name="Marquer comme lu")).to_have_count(0)

    ouvrir_service(page, "Messages avec la caisse")
    expect(page.get_by_text("1 message à lire")).to_be_visible()
    page.get_by_role("link", name="Fichier 03").click()
    expect(page.get_by_role("heading", name="Messages, du plus récent au plus ancien")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "messages-conversation")
    page.get_by_role("button", name="Marquer comme lu").click()
    expect(page.get_by_text("sont marqués comme lus")).to_be_visible()
    page.get_by_role("link", name="À lire", exact=True).click()
    expect(page.get_by_text("Tout est lu")).to_be_visible()
    sans_defaut_axe(page)


@pytest.mark.exigence("PLU-12")
def test_une_autre_structure_ne_trouve_pas_la_conversation(depot: Depot, ouvrir: Callable[[str], Page]) -> None:
    RattachementFactory(utilisateur__login="voisine")
    page = ouvrir("voisine")
    reponse = page.goto(f"/assistance/messages/depot/{depot.pk}/")
    assert reponse is not None
    assert reponse.status == 404

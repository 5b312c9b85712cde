"""« Précédent » shows nothing of a session that is over: the next person at the desk sees none of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.factories import DepotFactory, RattachementFactory
from tests.navigateur.gestes import se_connecter

FICHIER = "03_21231300_202610.xml"


@pytest.fixture
def context(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], browser_context_args: dict[str, Any]
) -> Iterator[BrowserContext]:
    """Open a browser that keeps whole pages for « Précédent », as everyone's does; Playwright turns that off."""
    navigateur = playwright.chromium.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield navigateur.new_context(**browser_context_args)
    navigateur.close()


@pytest.fixture
def lecteur(page: Page) -> Page:
    """Someone signed in who reads the list of his files."""
    lire_ses_fichiers(page)
    return page


def lire_ses_fichiers(page: Page) -> None:
    rattachement = RattachementFactory()
    DepotFactory(convention__partenaire=rattachement.partenaire, nom_fichier=FICHIER)
    se_connecter(page, rattachement.utilisateur.login)
    page.goto("/facturation/fichiers/")
    expect(page.get_by_role("link", name=FICHIER)).to_be_visible()


def sortir(page: Page) -> None:
    page.get_by_role("button", name="Déconnexion").click()
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()


def revenir(page: Page, *, de: int = 1) -> None:
    """Press « Précédent »: a page that comes back whole loads nothing, which `go_back` would wait for."""
    page.evaluate(f"setTimeout(() => history.go(-{de}))")


@pytest.mark.exigence("LOG-26")
def test_apres_la_deconnexion_precedent_demande_de_se_connecter(lecteur: Page) -> None:
    sortir(lecteur)
    revenir(lecteur)
    expect(lecteur).to_have_url("/comptes/connexion/?next=/facturation/fichiers/")
    expect(lecteur.get_by_role("link", name=FICHIER)).to_have_count(0)


@pytest.mark.exigence("LOG-26")
def test_une_autre_personne_ne_revoit_pas_les_pages_de_la_precedente(lecteur: Page) -> None:
    sortir(lecteur)
    autre = RattachementFactory().utilisateur.login
    se_connecter(lecteur, autre)
    revenir(lecteur, de=3)
    expect(lecteur).to_have_url("/facturation/fichiers/")
    expect(lecteur.get_by_text(f"Connecté en tant que {autre}")).to_be_visible()
    expect(lecteur.get_by_role("link", name=FICHIER)).to_have_count(0)


def test_dans_la_meme_session_precedent_rend_ce_qui_etait_ecrit(lecteur: Page) -> None:
    recherche = lecteur.get_by_label("Recherche par mot(s) clé(s)")
    recherche.fill("bordereau")
    lecteur.get_by_role("link", name="Mon compte").click()
    expect(lecteur.get_by_role("heading", name="Mon compte", level=1)).to_be_visible()
    revenir(lecteur)
    expect(lecteur.get_by_role("link", name=FICHIER)).to_be_visible()
    expect(recherche).to_have_value("bordereau")


def test_temoin_sans_le_script_precedent_rend_la_page_apres_la_deconnexion(context: BrowserContext, page: Page) -> None:
    context.route("**/retour*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    lire_ses_fichiers(page)
    sortir(page)
    revenir(page)
    expect(page.get_by_role("link", name=FICHIER)).to_be_visible()

"""Every page of the portal, read by who may: narrow, enlarged, in the colours of the system, on paper, and by axe."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.accessibilite.pages import pages_lues
from tests.droits.conftest import Portail
from tests.droits.monde import monde
from tests.droits.table import ROLES
from tests.navigateur.conftest import HAUTEUR, LARGEUR

VISITE = Path(__file__).parent.parent / "accessibilite" / "visite.js"
AXE = """axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]))"""
LARGEUR_MINIMALE, MOITIE, LARGEUR_A4 = 320, LARGEUR // 2, 718
"""Reflow (RGAA 10.11); the reference screen at 200 %; an A4 sheet between its margins, at 96 dots per inch."""
LECTEURS = {
    "public": ["anonyme"],
    "partenaire": ["amd_utilisateur", "amd_administrateur"],
    "evaluation": ["evaluation_utilisateur", "evaluation_administrateur"],
    "caisse": ["agent_03", "administrateur_03"],
    "national": ["national_assistance", "national_administrateur"],
}


def preparer(context: BrowserContext) -> None:
    """Put the checks and axe in each page that will be opened."""
    context.add_init_script(path=VISITE)
    context.add_init_script(script=Axe().axe_script)


@pytest.fixture
def portail(transactional_db: None, context: BrowserContext) -> Iterator[Portail]:
    """The worlds of the tests of rights, and the checks in each page."""
    preparer(context)
    with time_machine.travel(datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))):
        yield Portail(monde())


def entrer(context: BrowserContext, portail: Portail, role: str) -> None:
    """Give the browser the session of `role`."""
    context.clear_cookies()
    nom = settings.SESSION_COOKIE_NAME
    if temoin := portail.navigateur(role).cookies.get(nom):
        context.add_cookies([{"name": nom, "value": temoin.value, "domain": "localhost", "path": "/"}])


def defauts(page: Page) -> Iterator[str]:
    """Ask the page everything."""

    def demander(quoi: str, controle: str) -> Iterator[str]:
        yield from (f"{quoi}: {defaut}" for defaut in page.evaluate(f"visite.{controle}()"))

    def a_la_largeur(largeur: int, **media: str) -> None:
        page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        if media:
            page.emulate_media(**media)

    yield from (f"axe {regle}: {cibles}" for regle, cibles in page.evaluate(AXE))
    page.keyboard.press("Tab")
    yield from demander("focus", "focus")
    yield from demander("text at 200 %", "texteDouble")
    a_la_largeur(MOITIE)
    yield from demander("zoom at 200 %", "largeur")
    yield from demander("text spacing", "espacement")
    a_la_largeur(LARGEUR_MINIMALE, forced_colors="active")
    yield from demander("320 px", "largeur")
    yield from demander("forced colours", "couleursForcees")
    a_la_largeur(LARGEUR_A4, media="print", forced_colors="null")
    yield from demander("print", "largeur")
    yield from demander("print", "impression")
    a_la_largeur(LARGEUR, media="null")


@pytest.mark.exigence("ACC-01", "ACC-05")
@pytest.mark.parametrize("lecteurs", LECTEURS.values(), ids=LECTEURS)
def test_chaque_page_reste_lisible_et_utilisable(
    page: Page, context: BrowserContext, portail: Portail, lecteurs: list[str]
) -> None:
    trouves = []
    for role in lecteurs:
        entrer(context, portail, role)
        for _, lue in pages_lues(role):
            reponse = page.goto(portail.adresse(lue, ROLES[role].objets))
            assert reponse is not None
            assert reponse.status == 200, lue.url
            trouves += [f"{lue.url}: {defaut}" for defaut in defauts(page)]
    assert trouves == [], "\n".join(["", *trouves])

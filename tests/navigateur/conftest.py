"""A real browser (Debian's Chromium) in front of the test server, its worker, its pictures and axe."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

# Playwright's synchronous API keeps an event loop in this thread, which Django takes for an asynchronous caller.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=15_000)  # a machine busy with the other tests is not a failure of the portal

RACINE = Path(__file__).parent.parent.parent
CAPTURES = RACINE / "captures"
LARGEUR, HAUTEUR, LARGEUR_ETROITE = 1280, 768, 360
LECTEUR_PDF = ("chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/", "chrome://resources/")
"""Chromium's own reader of PDF, which it carries: nothing leaves the machine."""
OPTIONS_CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m navigateur` finds them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser; without one the tests are skipped, except in continuous integration."""
    noms = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    chemin = next(filter(None, (shutil.which(nom) for nom in noms if nom)), None)
    if chemin is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium here: run bin/preparer --tests")
    return chemin


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """Start Debian's Chromium rather than a browser downloaded by Playwright."""
    return {"executable_path": chromium, "args": OPTIONS_CHROMIUM}


@pytest.fixture(scope="session")
def browser_context_args(live_server: LiveServer) -> dict[str, Any]:
    """Show pages as a French visitor of the reference screen sees them; `page.goto("/…")` leads to the test server."""
    return {
        "base_url": live_server.url,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": LARGEUR, "height": HAUTEUR},
    }


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """Open a page; the test fails if it asks for anything elsewhere, breaks the security policy or a script raises."""
    defauts: list[str] = []

    def noter_ailleurs(requete: Request) -> None:
        if not requete.url.startswith((live_server.url, "data:", "blob:", *LECTEUR_PDF)):
            defauts.append(f"asked for {requete.url}")

    context.set_default_timeout(10_000)
    context.on("request", noter_ailleurs)
    page = context.new_page()
    page.on("pageerror", lambda erreur: defauts.append(f"script error: {erreur}"))
    page.on(
        "console",
        lambda message: "Content Security Policy" in message.text and defauts.append(f"{page.url}: {message.text}"),
    )
    yield page
    assert defauts == []


@pytest.fixture
def capture() -> Callable[[Page, str], None]:
    """Return `capture(page, "depot")`: the whole page holds at 1280 and 360 pixels wide.

    `PPAS_CAPTURES=1 make test-navigateur` takes pictures of both, in `captures/`: each costs more than the check.
    """
    avec_image = os.environ.get("PPAS_CAPTURES") == "1"
    CAPTURES.mkdir(exist_ok=True)

    def prendre(page: Page, nom: str) -> None:
        assert re.fullmatch(r"[a-z0-9-]+", nom), nom
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready")  # a page without its styles yet is wider
        for largeur in (LARGEUR, LARGEUR_ETROITE):
            page.set_viewport_size({"width": largeur, "height": HAUTEUR})
            if avec_image:
                page.screenshot(path=CAPTURES / f"{nom}-{largeur}.png", full_page=True, animations="disabled")
            deborde = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not deborde, f"{nom}: the page scrolls sideways at {largeur} px"
        page.set_viewport_size({"width": LARGEUR, "height": HAUTEUR})

    return prendre


@pytest.fixture
def sans_defaut_axe() -> Callable[[Page], None]:
    """Return `sans_defaut_axe(page)`, which fails with the list of axe's findings on the page as it is."""

    def verifier(page: Page) -> None:
        page.wait_for_load_state()  # half of a page has no main part yet
        resultat = Axe().run(page, options={"resultTypes": ["violations"]})  # describing what is right takes longer
        assert resultat.violations_count == 0, resultat.generate_report()

    return verifier


@pytest.fixture
def travailler(transactional_db: None) -> Callable[[], None]:
    """Return `travailler()`: the worker does everything that is due, then stops."""
    return lambda: call_command("travailler", une_fois=True)

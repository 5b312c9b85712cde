"""What a first visit brings through the network: under 150 kB a page, and nothing from elsewhere."""

import gzip

import pytest
from playwright.sync_api import Page, Response

LIMITE = 150_000
"""Bytes of a whole page: itself, its styles, scripts, fonts and pictures."""
COMPRESSES = ("text/", "application/javascript", "image/svg+xml", "application/json")


def poids(reponse: Response) -> int:
    """Bytes of an answer as production sends it: static files compressed beforehand, pages as they are."""
    corps = reponse.body()
    type_de_contenu = reponse.headers.get("content-type", "")
    if "/static/" in reponse.url and type_de_contenu.startswith(COMPRESSES):
        return min(len(corps), len(gzip.compress(corps)))
    return len(corps)


@pytest.mark.exigence("PUB-01", "PUB-03", "PUB-07")
@pytest.mark.usefixtures("accueil")
@pytest.mark.parametrize("adresse", ["/", "/actualites/", "/faq/", "/recherche/?q=facture"])
def test_une_premiere_visite_pese_moins_de_150_ko(page: Page, adresse: str) -> None:
    recues: list[Response] = []
    page.on("response", lambda reponse: recues.append(reponse))  # noqa: PLW0108 -- Playwright marks what it is given
    page.goto(adresse, wait_until="networkidle")
    assert all(reponse.ok for reponse in recues)
    pesees = {reponse.url: poids(reponse) for reponse in recues}
    assert any(url.endswith(".css") for url in pesees)
    assert any(url.endswith(".woff2") for url in pesees)
    assert sum(pesees.values()) < LIMITE, pesees

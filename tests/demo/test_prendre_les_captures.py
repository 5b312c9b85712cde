"""`make captures`: takes the pictures of the guides again, from the demonstration, at its fixed day."""

import io
import json
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

from ppas.publications.models.blocs import CAPTURES
from tests.demo.ecrans import ECRANS, Ecran

LARGEUR, HAUTEUR_MAX = 1000, 900
COULEURS = 32
ADRESSE = "http://portail.test/"


@pytest.mark.captures
@pytest.mark.usefixtures("demonstration")
def test_prendre_les_captures(client: Client) -> None:
    """Give each page to a browser that is connected to nothing: what it asks for is answered from here."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in this thread
    libelles = {}
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = navigateur.new_page(viewport={"width": LARGEUR, "height": 800}, java_script_enabled=False)
        for ecran in ECRANS:
            html = ecran.page(client)
            libelles[ecran.nom] = ecran.libelles(html)
            page.unroute_all()
            page.route("**/*", lambda route, html=html: repondre(route, html, client))
            page.goto(ADRESSE)
            enregistrer(photographier(page, ecran), CAPTURES / f"{ecran.nom}.png")
        navigateur.close()
    for image in CAPTURES.glob("*.png"):
        if image.stem not in libelles:
            image.unlink()
    (CAPTURES / "captures.json").write_text(json.dumps(libelles, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def repondre(route: Route, html: str, client: Client) -> None:
    """Answer with the page, a static file, or what the portal says."""
    chemin = urlsplit(route.request.url).path
    if chemin == "/":
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif chemin.startswith("/static/"):
        route.fulfill(path=finders.find(chemin.removeprefix("/static/")))
    else:
        reponse = client.get(chemin)
        route.fulfill(status=reponse.status_code, body=reponse.getvalue(), content_type=reponse["Content-Type"])


def photographier(page: Page, ecran: Ecran) -> bytes:
    """Return the picture of the part that the guide shows, its details opened, cut when it is too long."""
    cadre = page.locator(f"xpath={ecran.cadre}").first
    if cadre.evaluate("element => element.tagName") == "DETAILS":
        cadre.locator("summary").first.click()
    boite = cadre.bounding_box()
    assert boite, ecran.nom
    cadrage = {**boite, "height": min(boite["height"], HAUTEUR_MAX)}
    return page.screenshot(full_page=True, clip=cadrage, animations="disabled")


def enregistrer(octets: bytes, chemin: Path) -> None:
    """Keep the picture with few colours, as small as it can be."""
    image = Image.open(io.BytesIO(octets)).convert("RGB").quantize(COULEURS, dither=Image.Dither.NONE)
    image.save(chemin, optimize=True)

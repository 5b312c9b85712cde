"""`make captures`: takes the pictures of the guides again, from the demonstration, at its fixed day."""

import io
import json
import mimetypes
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

from ppas.publications.models.blocs import CAPTURES
from tests.demo.ecrans import ECRANS, Ecran

LARGEUR, HAUTEUR_MAX = 1000, 900
COULEURS = 32
EN_FRANCAIS = """() => {
  for (const champ of document.querySelectorAll("input[type=file], input[type=date]")) {
    const [annee, mois, jour] = champ.value.split("-");
    const vide = champ.type === "file" ? "Parcourir…  Aucun fichier sélectionné." : "jj/mm/aaaa";
    const valeur = jour ? `${jour}/${mois}/${annee}` : vide;
    champ.type = "text";
    champ.value = valeur;
  }
}"""
"""What the browser writes by itself in a field, as a French reader sees it: the one of the tests speaks English."""
IMAGE = re.compile(r'<img [^>]*src="(/(?!static/)[^"?#]+)"')
ADRESSE = "http://portail.test/"


@pytest.mark.captures
@pytest.mark.usefixtures("demonstration")
def test_prendre_les_captures(client: Client) -> None:
    """Open every screen, then give each page to a browser that is connected to nothing.

    The pages come first: beside Playwright's event loop, Django would open another connection to the database.
    """
    pages = {ecran: ecran.page(client) for ecran in ECRANS}
    images = {chemin: client.get(chemin) for page in pages.values() for chemin in IMAGE.findall(page)}
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = navigateur.new_page(viewport={"width": LARGEUR, "height": 800}, java_script_enabled=False)
        for ecran, html in pages.items():
            page.unroute_all()
            page.route("**/*", reponses(html, images))
            page.goto(ADRESSE)
            page.evaluate(EN_FRANCAIS)
            enregistrer(photographier(page, ecran), CAPTURES / f"{ecran.nom}.png")
        navigateur.close()
    libelles = {ecran.nom: ecran.libelles(html) for ecran, html in pages.items()}
    for image in CAPTURES.glob("*.png"):
        if image.stem not in libelles:
            image.unlink()
    (CAPTURES / "captures.json").write_text(json.dumps(libelles, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def reponses(html: str, images: dict[str, HttpResponse]) -> Callable[[Route], None]:
    """Return what answers the browser: the page, a static file, or an image that the portal made."""

    def repondre(route: Route) -> None:
        chemin = urlsplit(route.request.url).path
        statique = finders.find(chemin.removeprefix("/static/")) if chemin.startswith("/static/") else None
        if chemin == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif statique:
            route.fulfill(body=Path(statique).read_bytes(), content_type=mimetypes.guess_type(chemin)[0])
        elif chemin in images:
            route.fulfill(body=images[chemin].getvalue(), content_type=images[chemin]["Content-Type"])
        else:
            route.abort()

    return repondre


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

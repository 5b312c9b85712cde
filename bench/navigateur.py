"""A real browser in front of the portal of `bench.servi`, whose static files bear their fingerprints."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, Page, Playwright

from bench.commun import DOSSIER
from ppas.comptes.models import Utilisateur

STATIQUES = DOSSIER / "statiques"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
ATTENTE = 60
"""Seconds granted to the server to be ready."""


@contextmanager
def servir() -> Iterator[int]:
    """Serve the portal on the database of this process while the context lasts; give its port."""
    with override_settings(STATIC_ROOT=STATIQUES):
        call_command("collectstatic", interactive=False, verbosity=0)
    with closing(socket.socket()) as prise:
        prise.bind(("127.0.0.1", 0))
        port = prise.getsockname()[1]
    granian = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--no-ws",
        "--blocking-threads",
        "4",
    ]
    commande = [*granian, "--host", "127.0.0.1", "--port", str(port), "bench.servi:application"]
    environnement = os.environ | {"PPAS_DONNEES": str(DOSSIER)}
    with (DOSSIER / "serveur.txt").open("ab") as journal:
        serveur = subprocess.Popen(commande, env=environnement, stdout=journal, stderr=journal)
        try:
            _attendre(port)
            yield port
        finally:
            serveur.terminate()
            serveur.wait()


def _attendre(port: int) -> None:
    fin = time.monotonic() + ATTENTE
    while time.monotonic() < fin:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
            return
        time.sleep(0.05)
    raise TimeoutError((DOSSIER / "serveur.txt").read_text()[-2000:])


@contextmanager
def poste(playwright: Playwright, nom: str, adresse: str, qui: Utilisateur) -> Iterator[tuple[BrowserContext, Page]]:
    """Open a new browser where `qui` is signed in."""
    client = Client()
    client.force_login(qui)
    cle = settings.SESSION_COOKIE_NAME
    contexte = playwright.chromium.launch_persistent_context(
        DOSSIER / nom, executable_path=chromium(), args=OPTIONS, base_url=adresse, locale="fr-FR"
    )
    try:
        contexte.add_cookies([{"name": cle, "value": client.cookies[cle].value, "url": adresse}])
        contexte.set_default_timeout(60_000)
        yield contexte, contexte.pages[0]
    finally:
        contexte.close()


def chromium() -> str | None:
    """Return the path of the browser, or None where there is none."""
    noms = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, (shutil.which(nom) for nom in noms if nom)), None)

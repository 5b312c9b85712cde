"""Firefox ESR: the offline mode generated, something typed, then read again in a new process without a portal.

puppeteer-core drives Debian's Firefox by WebDriver BiDi; the rest of this folder is in Chromium. Rather than a network
said to be off, the portal itself is stopped. Nobody can answer Firefox's question on lasting
storage there: a preference of the browser says « yes ».
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil
from ppas.evaluations.views.public.hors_ligne import application_servie

SCENARIO = Path(__file__).parent / "firefox.mjs"
RACINE = SCENARIO.parents[3]


@pytest.fixture
def firefox() -> str:
    """Return the path of the browser; without it, or without its driver, the test is skipped."""
    chemin = shutil.which("firefox-esr") or shutil.which("firefox")
    if chemin is None:
        pytest.skip("no Firefox here: run bin/preparer --tests")
    if not (RACINE / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("puppeteer-core is not in node_modules: run bin/preparer")
    return chemin


@pytest.fixture
def portail(transactional_db: None) -> Iterator[LiveServer]:
    """A server of this test alone, which it may stop."""
    application_servie.cache_clear()
    serveur = LiveServer("localhost")
    yield serveur
    if serveur.thread.is_alive():
        serveur.stop()


@pytest.mark.exigence("EVA-06", "EVA-14")
def test_firefox_garde_ce_qui_est_saisi_et_le_rend_sans_le_portail(
    firefox: str, portail: LiveServer, evaluateur: Utilisateur, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(evaluateur)
    nom = settings.SESSION_COOKIE_NAME
    node = shutil.which("node", path=os.pathsep.join([str(RACINE / ".venv" / "bin"), os.environ.get("PATH", "")]))
    profil = tmp_path / "profil"
    profil.mkdir()
    commande = [node, SCENARIO, firefox, profil, portail.url, nom, client.cookies[nom].value]
    with subprocess.Popen(commande, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as scenario:
        assert scenario.stdout.readline() == "pret\n"
        assert Appareil.objects.get().navigateur == "Firefox sur Linux"
        portail.stop()
        dit, _ = scenario.communicate("le portail est arrêté\n")
    assert scenario.returncode == 0
    resultat = json.loads(dit)
    assert resultat.pop("navigateur").startswith("firefox/")
    assert resultat == {"saisi": "Docteur Blanc", "controlee": "activated", "portail": "absent"}

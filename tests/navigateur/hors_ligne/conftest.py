"""An evaluator, his browser kept from one process to the next, and the gestures of the offline application."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Error, Page, Playwright, Request, expect
from pytest_django.live_server_helper import LiveServer

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Commande
from ppas.evaluations.operations.reservations import reserver
from ppas.evaluations.views.public.hors_ligne import application_servie
from ppas.partenaires.models import Convention
from tests.factories import ConventionFactory, RattachementFactory, UtilisateurFactory
from tests.factories.evaluations import CommandeFactory

CODE = "cerise7 bleu"
APPLICATION, GESTION = "/hors-ligne/", "/evaluations/mode-deconnecte/"
SYNCHRONISATION = "/evaluations/synchronisation/"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CANARIS = {"nom": "DURANDCANARI", "prenom": "JEANNECANARI", "nir": "255082113400977"}


def commande(rang: int = 1, **autres: Any) -> dict[str, Any]:
    """Return an order as the API gives it."""
    return {
        "id": rang,
        "numero": f"EV2026{rang:05d}",
        "beneficiaire": {**CANARIS, "date_naissance": "1955-08-21"},
        "adresse": "12 rue des Tilleuls",
        "code_postal": "21000",
        "commune": "DIJON",
        "telephone": "0380112233",
        "nature": "premiere",
        "motif": "Première demande d’aide",
        "consignes": "",
        "date_commande": "2026-11-02",
        "date_limite": "2026-12-02",
        "caisse": "Carsat Bourgogne-Franche-Comté",
    } | autres


@dataclass
class Poste:
    """A computer: a profile folder, and the browser that runs on it for the time being."""

    playwright: Playwright
    executable: str
    profil: Path
    url: str
    agent: str | None = None
    contexte: BrowserContext = field(init=False)
    page: Page = field(init=False)
    defauts: list[str] = field(default_factory=list)

    def ouvrir(self) -> Page:
        """Start a new process of the browser."""
        self.contexte = self.playwright.chromium.launch_persistent_context(
            self.profil,
            executable_path=self.executable,
            args=OPTIONS,
            base_url=self.url,
            user_agent=self.agent,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": 1280, "height": 768},
            accept_downloads=True,
        )
        self.contexte.set_default_timeout(10_000)
        self.contexte.on("request", self._noter_ailleurs)
        self.page = self.contexte.pages[0]
        self._surveiller(self.page)
        return self.page

    def fermer(self) -> None:
        """End the process properly."""
        self.contexte.close()

    def redemarrer(self) -> Page:
        """Close the browser, then start another process on the same profile."""
        self.fermer()
        return self.ouvrir()

    def tuer(self) -> None:
        """Kill every process of this profile with -9, as a power cut would; what it held in memory is gone."""
        while trouves := self._processus():
            for processus in trouves:
                with suppress(ProcessLookupError):
                    os.kill(processus, signal.SIGKILL)
            time.sleep(0.05)
        with suppress(Error):  # it is closed already
            self.contexte.close()
        for reste in self.profil.glob("Singleton*"):
            reste.unlink()

    def _processus(self) -> list[int]:
        trouves = []
        for dossier in Path("/proc").glob("[0-9]*"):
            try:
                if f"--user-data-dir={self.profil}".encode() in (dossier / "cmdline").read_bytes():
                    trouves.append(int(dossier.name))
            except OSError:
                continue  # it has just ended
        return trouves

    def _noter_ailleurs(self, requete: Request) -> None:
        if not requete.url.startswith((self.url, "data:", "blob:")):
            self.defauts.append(f"asked for {requete.url}")

    def _surveiller(self, page: Page) -> None:
        page.on("pageerror", lambda erreur: self.defauts.append(f"script error: {erreur}"))
        page.on(
            "console",
            lambda message: "Content Security Policy" in message.text and self.defauts.append(message.text),
        )

    def connecter(self, utilisateur: Utilisateur) -> None:
        """Sign in."""
        client = Client()
        client.force_login(utilisateur)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.contexte.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])

    def generer(self, code: str = CODE) -> None:
        """Generate the offline mode on the portal's page."""
        self.page.goto(GESTION)
        self.page.get_by_label("Nom de cet ordinateur").fill("Portable du bureau")
        self.page.get_by_label("Code choisi").fill(code)
        self.page.get_by_label("Le même code, une seconde fois").fill(code)
        self.page.get_by_role("button", name="Générer le mode déconnecté").click()
        expect(self.page.get_by_text("Le mode déconnecté est prêt")).to_be_visible()

    def entrer(self, code: str = CODE, *, adresse: str = "", page: Page | None = None) -> None:
        """Open the application with the code."""
        page = page or self.page
        page.goto("about:blank")  # or a change after the « # » alone would load nothing
        page.goto(APPLICATION + adresse)
        page.get_by_label("Code du mode déconnecté").fill(code)
        page.get_by_role("button", name="Ouvrir").click()
        expect(page.get_by_role("button", name="Verrouiller")).to_be_visible()

    def aller(self, adresse: str) -> None:
        """Go to another screen of the open application."""
        self.page.goto(APPLICATION + adresse)

    def synchroniser(self, attendu: str = "Synchronisation terminée") -> None:
        """Synchronise the open application, until it says `attendu` (a regular expression)."""
        self.aller("#synchronisation")
        self.page.get_by_role("button", name="Synchroniser").click()
        expect(self.page.get_by_text(re.compile(attendu))).to_be_visible()

    def noter(self, identifiant: int, valeur: Any, cle: str = "visite_medecin") -> None:
        """Keep an answer in the notebook, as its field does."""
        self.page.evaluate(
            """async ([id, cle, valeur]) => {
              const { session } = await import("/hors-ligne/session.js");
              await session.carnet.noter(id, cle, valeur);
            }""",
            [identifiant, cle, valeur],
        )

    def deposer_la_copie(self) -> None:
        """Leave a sealed copy on the portal now, rather than some seconds after a change."""
        assert self.page.evaluate(
            """async () => {
              const { session } = await import("/hors-ligne/session.js");
              const { api, deposerCopie } = await import("/hors-ligne/synchronisation.js");
              return deposerCopie({ carnet: session.carnet, api });
            }"""
        )

    def recevoir(self, *commandes: dict[str, Any]) -> None:
        """Give the open application orders, as a synchronisation would."""
        self.page.evaluate(
            """async (commandes) => {
              const { session } = await import("/hors-ligne/session.js");
              await session.carnet.recevoirCommandes({ commandes, plafonds: [], evaluations: [] });
            }""",
            list(commandes),
        )

    def reponses(self, identifiant: int = 1) -> dict[str, Any]:
        """Return what the notebook holds for one order."""
        return self.page.evaluate(
            """async (id) => {
              const { session } = await import("/hors-ligne/session.js");
              return session.carnet.evaluation(id)?.reponses ?? {};
            }""",
            identifiant,
        )


@pytest.fixture
def evaluateur(transactional_db: None) -> Utilisateur:
    """Someone of a structure that signed for evaluations."""
    convention = ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)
    utilisateur = UtilisateurFactory(login="Martin37")
    return RattachementFactory(partenaire=convention.partenaire, utilisateur=utilisateur).utilisateur


@pytest.fixture
def nouveau_poste(
    playwright: Playwright, chromium: str, live_server: LiveServer, tmp_path: Path
) -> Iterator[Callable[..., Poste]]:
    """Return `nouveau_poste("nom", agent="…")`: one more computer, its browser open; fails on any script error."""
    application_servie.cache_clear()
    postes: list[Poste] = []

    def creer(nom: str = "poste", agent: str | None = None) -> Poste:
        poste = Poste(playwright, chromium, tmp_path / nom, live_server.url, agent)
        poste.ouvrir()
        postes.append(poste)
        return poste

    yield creer
    for poste in postes:
        poste.fermer()
    assert [defaut for poste in postes for defaut in poste.defauts] == []


@pytest.fixture
def poste(nouveau_poste: Callable[[str], Poste], evaluateur: Utilisateur) -> Poste:
    """A computer whose user is signed in."""
    poste = nouveau_poste("poste")
    poste.connecter(evaluateur)
    return poste


@pytest.fixture
def pret(poste: Poste) -> Poste:
    """The same, its offline mode generated, open, with one order."""
    poste.generer()
    poste.entrer()
    poste.recevoir(commande())
    return poste


@pytest.fixture
def commande_a_faire(evaluateur: Utilisateur) -> Commande:
    """An order that the evaluator reserved, on no computer."""
    commande = CommandeFactory(convention=Convention.objects.get())
    reserver(commande, evaluateur=evaluateur)
    return commande

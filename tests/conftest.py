"""What every test lives under: no network, its own media folder, a GET that cannot write, a clock that can be moved."""

import ipaddress
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseOperations as SQLite
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from ppas.publications.models import PageAccueil
from ppas.socle.regles.classeur import TYPE_XLSX
from tests.factories.publications import site_public
from tests.tables import creer_fichier

hypothesis_settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile("campagne", max_examples=3000, deadline=None, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ECRITURES = ("INSERT", "UPDATE", "DELETE")
TABLES_LIBRES = (
    '"django_session"',  # Django keeps messages and the session's age there
    '"comptes_sessionouverte"',  # the session's age, as its owner reads it
    '"socle_consultation"',  # who looked at whom: docs/decisions/0041
    '"wagtailimages_rendition"',  # a picture at the size of a page, made the first time somebody asks for it
    '"wagtailadmin_editingsession"',  # who has a page open, so that two editors know of each other
    '"wagtailcore_pagesubscription"',  # made with the screen of a page, for comments, which are off
    '"wagtailusers_userprofile"',  # an editor's preferences, made at his first visit
)
NOMMENT_UN_BENEFICIAIRE = re.compile(r"\{\{[^}]*\b(beneficiaire|extrait|nir)\b")
GABARITS_NOMINATIFS = {
    gabarit.as_posix().partition("/templates/")[2]
    for gabarit in (Path(__file__).parent.parent / "ppas").glob("*/templates/**/*.html")
    if NOMMENT_UN_BENEFICIAIRE.search(gabarit.read_text())
}
DOCUMENTS_NOMINATIFS = ("application/pdf", "text/csv", TYPE_XLSX)
DOCUMENTS_PUBLICS = (
    "/facturation/cahier-des-charges/",
    "/facturation/procedure-anomalies/",
    "/prises-en-charge/imprimes/",
    "/fichiers/",
)
"""Where the documents that name nobody are."""


def pytest_unconfigure(config: pytest.Config) -> None:
    """Erase the temporary data folder that the settings of the tests made; xdist's workers share it."""
    donnees = Path(os.environ.get("PPAS_DONNEES", ""))
    est_temporaire = donnees.name.startswith("ppas-") and donnees.parent == Path(tempfile.gettempdir())
    if est_temporaire and not hasattr(config, "workerinput"):
        shutil.rmtree(donnees, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put a copy of the migrated tables where Django makes the database of the tests; it then has none to make."""
    if connection.vendor == "sqlite":
        fichier = Path(connection.settings_dict["TEST"]["NAME"])
        for reste in fichier.parent.glob(f"{fichier.name}*"):
            reste.unlink()
        creer_fichier(fichier)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep those tables: the file goes with its folder."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def sans_reseau() -> Iterator[None]:
    """Forbid any connection but to this machine."""
    connecter = socket.socket.connect

    def connecter_ici(prise: socket.socket, adresse: Any) -> None:
        if prise.family in {socket.AF_INET, socket.AF_INET6} and adresse[0] != "localhost":
            assert ipaddress.ip_address(adresse[0]).is_loopback, f"a test called {adresse[0]}"
        connecter(prise, adresse)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connecter_ici)
        yield


@pytest.fixture(autouse=True)
def cache_vide() -> None:
    """Forget the counters of tries of the test before."""
    cache.clear()


@pytest.fixture(autouse=True)
def fichiers_temporaires(settings: LazySettings, tmp_path: Path) -> None:
    """Give each test its own folders of files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DEPOTS = tmp_path / "depots"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arrivees"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()


@pytest.fixture(autouse=True)
def lecture_seule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any GET of the test client fail when it writes to the database, sessions excepted."""
    envoyer = Client.request

    def refuser_ecriture(executer: Callable[..., Any], sql: str, params: Any, many: bool, contexte: Any) -> Any:  # noqa: FBT001
        if sql.lstrip("( ").upper().startswith(ECRITURES) and not any(table in sql for table in TABLES_LIBRES):
            pytest.fail(f"a GET wrote: {sql[:200]}")
        return executer(sql, params, many, contexte)

    def request(client: Client, **environ: Any) -> HttpResponse:
        with ExitStack() as pile:
            if environ["REQUEST_METHOD"] in {"GET", "HEAD"}:
                for connexion in connections.all(initialized_only=True):
                    pile.enter_context(connexion.execute_wrapper(refuser_ecriture))
            return envoyer(client, **environ)

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(autouse=True)
def consultations_notees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any answer of the test client that shows beneficiaries fail when its view did not say whom (PLU-11, R5)."""
    envoyer = Client.request

    def request(client: Client, **environ: Any) -> HttpResponse:
        reponse = envoyer(client, **environ)
        gabarits = {gabarit.name for gabarit in getattr(reponse, "templates", [])}
        document = reponse.headers.get("Content-Type", "").startswith(DOCUMENTS_NOMINATIFS)
        est_publique = environ["PATH_INFO"].startswith(DOCUMENTS_PUBLICS)
        est_la_demo = environ["PATH_INFO"].startswith("/demo/")  # nobody there is a real person, and nobody signs in
        if (gabarits & GABARITS_NOMINATIFS or document) and not est_la_demo and not est_publique:
            assert hasattr(reponse.wsgi_request, "consultation"), f"consulter() is missing: {environ['PATH_INFO']}"
        return reponse

    monkeypatch.setattr(Client, "request", request)


@pytest.fixture(scope="session", autouse=True)
def journal_vidable() -> Iterator[None]:
    """Let the end of a transactional test empty the journal: on SQLite it deletes rows, which triggers refuse.

    PostgreSQL truncates, which is no deletion of rows.
    """
    vider = SQLite.execute_sql_flush

    def vider_sans_verrous(operations: SQLite, sql: list[str]) -> None:
        with operations.connection.cursor() as curseur:
            verrous = curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        effacer = [f"DROP TRIGGER {nom}" for nom, _ in verrous]
        vider(operations, [*effacer, *sql, *(creation for _, creation in verrous)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLite, "execute_sql_flush", vider_sans_verrous)
        yield


@pytest.fixture
def accueil(db: None) -> PageAccueil:
    """Publish the portal's own pages; return the home page."""
    return site_public()


class Horloge:
    """The time of a test: it stands still until the test moves it."""

    def __init__(self, voyageur: time_machine.Traveller) -> None:
        self._voyageur = voyageur

    def regler(self, instant: str) -> None:
        """Set the time, written as in `2026-11-04 09:30`, in Europe/Paris."""
        self._voyageur.move_to(datetime.fromisoformat(instant).replace(tzinfo=ZoneInfo("Europe/Paris")), tick=False)

    def avancer(self, **duree: float) -> None:
        """Let time pass: `horloge.avancer(hours=48)`."""
        self._voyageur.shift(timedelta(**duree))


@pytest.fixture
def horloge() -> Iterator[Horloge]:
    """Stop the clock on Wednesday 4 November 2026, 09:30 in Paris."""
    with time_machine.travel(datetime(2026, 11, 4, 9, 30, tzinfo=ZoneInfo("Europe/Paris")), tick=False) as voyageur:
        yield Horloge(voyageur)

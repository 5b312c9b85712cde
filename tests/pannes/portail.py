"""A portal of its own for the crash tests: real processes, their own database and store, killed with -9 at will."""

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.pannes.monde import Envoi
from tests.tables import creer_fichier

RACINE = Path(__file__).parent.parent.parent
JETON_CSRF = "a" * 32
DEPOTS = "/facturation/fichiers/"
BASE = "base"
"""The third process that may be killed: the database, when it is not embedded."""
PREPARER = "from tests.pannes.monde import {0}; {0}({1})"
APPLICATION = "config.wsgi:application"
ATTENTE = 60.0
"""Seconds granted to a process to be ready."""
MODELES: list[str] = []
"""The name of an empty database of PostgreSQL, once one is made: the next ones are its copies."""


class Portail:
    """The web server and the worker on one database. `tuer` stops either as a power cut would; `lancer` starts it.

    `preparer` names the function of `monde` that makes the first rows, with its argument; what it prints is `monde`.
    `espion` is a command under which the web server runs.
    """

    def __init__(
        self,
        dossier: Path,
        base: str,
        preparer: tuple[str, str] = ("preparer", ""),
        application: str = APPLICATION,
        espion: Sequence[str] = (),
    ) -> None:
        self.dossier = dossier
        self.base = base
        with closing(socket.socket()) as prise:
            prise.bind(("127.0.0.1", 0))
            self.port: int = prise.getsockname()[1]
        self.environnement = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "PPAS_BASE": base,
            "PPAS_DONNEES": str(dossier),
            "PPAS_BATTEMENT_MAX": "1",
        }
        python = sys.executable
        granian = [str(Path(python).parent / "granian"), "--interface", "wsgi", "--no-ws", "--blocking-threads", "4"]
        self.commandes = {
            "web": [*espion, *granian, "--host", "127.0.0.1", "--port", str(self.port), application],
            "travailleur": [python, "manage.py", "travailler", "--intervalle", "0.05"],
        }
        self.processus: dict[str, subprocess.Popen[bytes]] = {}
        self.journal = (dossier / "journal.txt").open("ab")
        self._migrer()
        commande = PREPARER.format(*preparer)
        self.monde: Any = json.loads(self.executer("manage.py", "shell", "--no-imports", "-c", commande))

    def _migrer(self) -> None:
        """Give the base its tables: a copy of a file, or on PostgreSQL of the first portal's database."""
        if not self.base.startswith("sqlite"):
            if not MODELES:
                self.executer("manage.py", "migrate", "--verbosity=0")
                MODELES.append(copier_la_base(self.base))
            return
        creer_fichier(Path(self.base.removeprefix("sqlite:///")))

    def executer(self, *arguments: str) -> bytes:
        """Run a Python command to its end and return what it printed."""
        return subprocess.run(
            [sys.executable, *arguments], cwd=RACINE, env=self.environnement, check=True, stdout=subprocess.PIPE
        ).stdout

    def lancer(self, qui: str) -> None:
        """Start a process, in a group of its own; the database starts again by itself."""
        if qui == BASE:
            return
        self.processus[qui] = subprocess.Popen(
            self.commandes[qui],
            cwd=RACINE,
            env=self.environnement,
            stdout=self.journal,
            stderr=self.journal,
            start_new_session=True,
        )

    def tuer(self, qui: str) -> None:
        """Stop a process and its children with -9."""
        if qui == BASE:
            self._tuer_la_base()
            return
        processus = self.processus.pop(qui)
        os.killpg(processus.pid, signal.SIGKILL)
        processus.wait()

    def _tuer_la_base(self) -> None:
        """Kill a server process of PostgreSQL, which then drops all the others and recovers as after a power cut."""
        autres = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        for (pid,) in self.lire(autres)[:1]:
            os.kill(pid, signal.SIGKILL)

    def attendre_le_web(self) -> None:
        """Wait until the server answers."""
        fin = time.monotonic() + ATTENTE
        while time.monotonic() < fin:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)) as connexion:
                    connexion.request("HEAD", "/")
                    connexion.getresponse()
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise TimeoutError(self.lire_journal())

    def lire_journal(self) -> str:
        """Return the end of what both processes wrote."""
        return (self.dossier / "journal.txt").read_text()[-3000:]

    def poster(
        self, session: str, chemin: str, champs: dict[str, str], fichier: tuple[str, bytes] | None = None, **ou: Any
    ) -> tuple[int, str] | None:
        """Post a form; return the status and the address of the answer, None when it was lost.

        `ou`: `port`, to pass by a proxy, and `sans_lire`, to leave before the answer.
        """
        sorte, corps = _coder({"csrfmiddlewaretoken": JETON_CSRF, **champs}, fichier)
        entetes = {
            "Content-Type": sorte,
            "Cookie": f"ppas_session={session}; csrftoken={JETON_CSRF}",
            "Connection": "close",
        }
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", ou.get("port", self.port), timeout=30)) as connexion:
                connexion.request("POST", chemin, corps, entetes)
                if ou.get("sans_lire"):
                    return None
                reponse = connexion.getresponse()
                reponse.read()
        except (OSError, http.client.HTTPException):
            return None
        return reponse.status, reponse.getheader("Location", "")

    def envoyer(self, session: str, envoi: Envoi, *, sans_lire: bool = False) -> int | None:
        """Send a file by the form; return the number of its receipt, None when the answer was lost or was a 503."""
        fichier = (envoi.nom, envoi.octets)
        reponse = self.poster(session, DEPOTS, {"cle": envoi.cle}, fichier, sans_lire=sans_lire)
        if reponse is None or reponse[0] == HTTPStatus.SERVICE_UNAVAILABLE:
            return None
        accuse = re.fullmatch(rf"{DEPOTS}(\d+)/", reponse[1])
        if accuse is None:
            raise AssertionError(f"{envoi.nom}: HTTP {reponse[0]}\n{self.lire_journal()}")
        return int(accuse[1])

    def lire(self, requete: str) -> list[tuple[Any, ...]]:
        """Read the database beside the portal."""
        if self.base.startswith("sqlite"):
            with closing(sqlite3.connect(self.base.removeprefix("sqlite:///"), timeout=20)) as connexion:
                return connexion.execute(requete).fetchall()
        fin = time.monotonic() + ATTENTE
        while True:
            try:
                with psycopg.connect(self.base) as connexion:
                    return connexion.execute(requete).fetchall()
            except psycopg.OperationalError:  # it recovers
                if time.monotonic() > fin:
                    raise
                time.sleep(0.2)

    def arreter(self) -> None:
        """Stop what still runs."""
        for qui in list(self.processus):
            self.tuer(qui)
        self.journal.close()


def copier_la_base(base: str) -> str:
    """Return the name of a copy of the database at the address `base`, made as it is now; the server's end drops it."""
    serveur, _, nom = base.rpartition("/")
    copie = f"{nom}_modele"
    with psycopg.connect(f"{serveur}/postgres", autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE {copie} TEMPLATE {nom}")
    return copie


@contextmanager
def base_neuve(dossier: Path) -> Iterator[str]:
    """Give the address of an empty database: a file, or one more on the server that PPAS_BASE names."""
    serveur = os.environ.get("PPAS_BASE", "")
    if not serveur.startswith("postgresql"):
        yield f"sqlite:///{dossier / 'ppas.sqlite3'}"
        return
    nom = f"pannes_{uuid.uuid4().hex}"
    with psycopg.connect(serveur, autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE {nom} TEMPLATE {MODELES[0] if MODELES else 'template1'}")
    try:
        yield f"{serveur.rpartition('/')[0]}/{nom}"
    finally:
        with psycopg.connect(serveur, autocommit=True) as connexion:
            connexion.execute(f"DROP DATABASE {nom} WITH (FORCE)")


@contextmanager
def portail_neuf(dossier: Path, **reglages: Any) -> Iterator[Portail]:
    """Start a portal and stop it whatever happens."""
    with base_neuve(dossier) as base:
        portail = Portail(dossier, base, **reglages)
        try:
            for qui in portail.commandes:
                portail.lancer(qui)
            portail.attendre_le_web()
            yield portail
        finally:
            portail.arreter()


def _coder(champs: dict[str, str], fichier: tuple[str, bytes] | None) -> tuple[str, bytes]:
    """Return the type and the bytes of a form, as a browser sends it."""
    if fichier is None:
        return "application/x-www-form-urlencoded", urlencode(champs).encode()
    frontiere = uuid.uuid4().hex
    morceaux = [
        f'--{frontiere}\r\nContent-Disposition: form-data; name="{nom}"\r\n\r\n{valeur}\r\n'.encode()
        for nom, valeur in champs.items()
    ]
    nom, octets = fichier
    disposition = f'Content-Disposition: form-data; name="fichier"; filename="{nom}"'
    tete = f"--{frontiere}\r\n{disposition}\r\nContent-Type: text/xml\r\n\r\n".encode()
    corps = b"".join([*morceaux, tete, octets, f"\r\n--{frontiere}--\r\n".encode()])
    return f"multipart/form-data; boundary={frontiere}", corps

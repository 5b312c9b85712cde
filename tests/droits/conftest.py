"""The worlds, and a signed-in browser for each role; each request is undone."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from pypdf import PdfReader

from ppas.comptes.authentification import A_ENROLER
from ppas.socle.regles.classeur import TYPE_XLSX
from tests.droits.monde import NIRS, Monde, monde
from tests.droits.table import Page, Role


class Portail:
    """All worlds, asked by any role."""

    def __init__(self, monde: Monde) -> None:
        self.monde = monde
        self.navigateurs: dict[str, Client] = {}

    def navigateur(self, role: str) -> Client:
        """Return the browser of `role`, signed in the first time."""
        if role not in self.navigateurs:
            self.navigateurs[role] = self._entrer(role)
        return self.navigateurs[role]

    def _entrer(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if utilisateur := self.monde.personnes[role]:
            client.force_login(utilisateur)
        if role == "a_enroler":
            session = client.session
            session[A_ENROLER] = True
            session.save()
        if role == "en_tant_que_amd":
            client.post(reverse("partenaires:agir", args=[self.monde.structures["amd"].partenaire.pk]))
        return client

    def adresse(self, page: Page, structure: str, **autres: int) -> str:
        """Return the address of `page` for the objects of `structure`; `autres` replaces some of them by other ids."""
        objets = self.monde.structures[structure].objets
        cles = {nom: objets[objet].pk for nom, objet in page.objets.items()}
        return reverse(page.url, kwargs=cles | page.textes | autres)

    def demander(self, role: str, methode: str, adresse: str, **saisie: Any) -> HttpResponse:
        """Send a request in the name of `role`, and undo whatever it did."""
        client = self.navigateur(role)
        temoins = client.cookies.output()
        with annule():
            reponse = getattr(client, methode.lower())(adresse, saisie or None)
            reponse.texte = texte_de(reponse)
        client.cookies = SimpleCookie()
        client.cookies.load(temoins.replace("Set-Cookie: ", ""))
        return reponse

    def fuites(self, role: Role, reponse: HttpResponse) -> list[str]:
        """Return the words of `reponse` that `role` may not read."""
        mots = {f"ZZ{nom}ZZ": nom for nom in [*NIRS, "caisse03", "caisse30"]} | {nir: nom for nom, nir in NIRS.items()}
        return [mot for mot, nom in mots.items() if not role.peut_lire(nom) and mot.lower() in reponse.texte]


@contextmanager
def annule() -> Iterator[None]:
    """Undo what is written inside the `with`."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def texte_de(reponse: HttpResponse) -> str:
    """Return all that an answer says, headers included, without spaces nor capitals (a NIR is shown in groups)."""
    corps = reponse.getvalue() if not reponse.streaming else b"".join(reponse.streaming_content)
    if reponse.headers.get("Content-Type") == "application/pdf":
        lecteur = PdfReader(BytesIO(corps))
        corps = "\n".join([str(lecteur.metadata), *(page.extract_text() for page in lecteur.pages)]).encode()
    if reponse.headers.get("Content-Type") == TYPE_XLSX:
        with ZipFile(BytesIO(corps)) as classeur:
            corps = b"".join(classeur.read(nom) for nom in classeur.namelist())
    texte = f"{reponse.headers} {reponse.cookies} {corps.decode(errors='replace')}"
    return "".join(unicodedata.normalize("NFKC", texte).split()).lower()


def issue(reponse: HttpResponse) -> str:
    """Return the status, with the name of the page to which it redirects, as the table writes it."""
    if not 300 <= reponse.status_code < 400:
        return str(reponse.status_code)
    return f"{reponse.status_code} {resolve(urlsplit(reponse.headers['Location']).path).view_name}"


@pytest.fixture
def portail(db: None) -> Iterator[Portail]:
    """Open the worlds on 20 November 2026."""
    with time_machine.travel(datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/Paris")), tick=False):
        yield Portail(monde())

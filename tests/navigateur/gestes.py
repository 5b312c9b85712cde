"""What people of several journeys do: sign in, open a service."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from ppas.comptes.models import Utilisateur
from tests.factories import MOT_DE_PASSE


def connecter(contexte: BrowserContext, utilisateur: Utilisateur) -> None:
    """Give the browser an open session, and that one only: signing in has its own tests."""
    client = Client()
    client.force_login(utilisateur)
    contexte.clear_cookies()
    nom = settings.SESSION_COOKIE_NAME
    contexte.add_cookies([{"name": nom, "value": client.cookies[nom].value, "domain": "localhost", "path": "/"}])


def se_connecter(page: Page, login: str) -> None:
    """Sign in by the form, with the password of the factories; a second factor is still to be given."""
    page.goto("/comptes/connexion/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="SE CONNECTER").click()
    expect(page.get_by_role("button", name="SE CONNECTER")).to_have_count(0)


def ouvrir_service(page: Page, nom: str) -> None:
    """Open « Les services », then that one."""
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name=nom, exact=True).click()

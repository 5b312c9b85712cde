"""Nothing is sent from another site (fiabilite A5): each address that takes a POST, by somebody who may send it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.droits.conftest import Portail
from tests.droits.table import PAGES, ROLES, Page

ENVOIS = {page.url: page for page in PAGES.values() if page.post != "405"}
JETON = "a" * 32


def _envoyer(portail: Portail, fiche: Page, **entetes: str) -> HttpResponse:
    """Send an empty form in the name of somebody to whom `fiche` opens, with a browser that checks."""
    role = next(r for r in reversed(ROLES.values()) if r.droits[fiche.pour] == "oui" and "en_tant" not in r.nom)
    client = Client(enforce_csrf_checks=True)
    client.force_login(portail.monde.personnes[role.nom])
    client.cookies["csrftoken"] = JETON
    return client.post(portail.adresse(fiche, role.objets), headers=entetes)


@pytest.mark.exigence("LOG-28")
def test_sans_jeton_tout_envoi_est_refuse(portail: Portail) -> None:
    assert {url: _envoyer(portail, page).status_code for url, page in ENVOIS.items()} == dict.fromkeys(ENVOIS, 403)


@pytest.mark.exigence("LOG-28")
@pytest.mark.parametrize("origine", ["https://ailleurs.example", "http://testserver.ailleurs.example", "null"])
def test_venu_d_un_autre_site_tout_envoi_est_refuse(portail: Portail, origine: str) -> None:
    statuts = {
        url: _envoyer(portail, page, origin=origine, **{"x-csrftoken": JETON}).status_code
        for url, page in ENVOIS.items()
    }
    assert statuts == dict.fromkeys(ENVOIS, 403)


def test_avec_son_jeton_aucun_envoi_n_est_pris_pour_forge(portail: Portail) -> None:
    statuts = {
        url: _envoyer(portail, page, origin="http://testserver", **{"x-csrftoken": JETON}).status_code
        for url, page in ENVOIS.items()
    }
    assert 403 not in statuts.values()

"""A structure's evaluator, or an agent of its caisse, in front of his browser."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention
from tests.conftest import Horloge
from tests.evaluations.evaluees import structure
from tests.factories.caisses import AgentFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory


@pytest.fixture
def convention(db: None, horloge: Horloge) -> Convention:
    horloge.regler("2026-11-20 09:30")
    return ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)


def membre(convention: Convention, prenom: str, nom: str, *, est_administrateur: bool = False) -> Utilisateur:
    """Add somebody to the structure of `convention`."""
    return RattachementFactory(
        partenaire=convention.partenaire,
        est_administrateur=est_administrateur,
        utilisateur__prenom=prenom,
        utilisateur__nom=nom,
    ).utilisateur


@pytest.fixture
def jeanne(convention: Convention) -> Utilisateur:
    return membre(convention, "Jeanne", "ROUX")


@pytest.fixture
def paul(convention: Convention) -> Utilisateur:
    return membre(convention, "Paul", "NOIR")


@pytest.fixture
def alice(convention: Convention) -> Utilisateur:
    """Administers the structure's account."""
    return membre(convention, "Alice", "BLANC", est_administrateur=True)


@pytest.fixture
def evaluatrice(client: Client, jeanne: Utilisateur) -> Client:
    """Jeanne's browser."""
    client.force_login(jeanne)
    return client


@pytest.fixture
def administration(alice: Utilisateur) -> Client:
    """Alice's browser."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def convention_signee(db: None, horloge: Horloge) -> Convention:
    """A validated convention on 4 November 2026; its `evaluateur` works for the structure."""
    convention, utilisateur = structure()
    convention.evaluateur = utilisateur
    return convention


@pytest.fixture
def evaluateur(client: Client, convention_signee: Convention) -> Utilisateur:
    """The evaluator of `convention_signee`, signed in."""
    client.force_login(convention_signee.evaluateur)
    return convention_signee.evaluateur


@pytest.fixture
def agent(client: Client, convention_signee: Convention):
    """An agent of the caisse of `convention_signee`, signed in."""
    agent = AgentFactory(caisse=convention_signee.caisse)
    client.force_login(agent.utilisateur)
    return agent


@pytest.fixture
def lire(client: Client) -> Callable[[str], str]:
    """Return `lire(adresse)`: the text of a page, its spaces plain."""

    def lire(adresse: str) -> str:
        reponse = client.get(adresse)
        assert reponse.status_code == 200
        return " ".join(html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())

    return lire

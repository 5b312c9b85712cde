"""A structure's evaluator in front of his browser."""

import pytest
from django.test import Client

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention
from tests.conftest import Horloge
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

"""A structure under convention for evaluations, and its people."""

import pytest

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Commande
from ppas.partenaires.models import Convention
from tests.factories.evaluations import CommandeFactory
from tests.factories.partenaires import RattachementFactory


@pytest.fixture
def commande(db: None) -> Commande:
    """An order that nobody holds."""
    return CommandeFactory(numero="EV202600001")


@pytest.fixture
def convention(commande: Commande) -> Convention:
    return commande.convention


@pytest.fixture
def jeanne(convention: Convention) -> Utilisateur:
    return RattachementFactory(
        partenaire=convention.partenaire, utilisateur__prenom="Jeanne", utilisateur__nom="ROUX"
    ).utilisateur


@pytest.fixture
def paul(convention: Convention) -> Utilisateur:
    return RattachementFactory(
        partenaire=convention.partenaire, utilisateur__prenom="Paul", utilisateur__nom="NOIR"
    ).utilisateur


@pytest.fixture
def administratrice(convention: Convention) -> Utilisateur:
    return RattachementFactory(
        partenaire=convention.partenaire,
        administrateur=True,
        utilisateur__prenom="Alice",
        utilisateur__nom="BLANC",
    ).utilisateur

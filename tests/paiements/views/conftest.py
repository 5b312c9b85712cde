"""Who looks for an invoice line: a partner and the caisse of its convention."""

import pytest
from django.test import Client

from tests.conftest import Horloge
from tests.factories import AgentFactory, ConventionFactory, RattachementFactory


@pytest.fixture
def convention(horloge: Horloge):
    """Return a convention of caisse 03, on 20 November 2026."""
    horloge.regler("2026-11-20 09:30")
    return ConventionFactory()


@pytest.fixture
def partenaire(convention) -> Client:
    client = Client()
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    return client


@pytest.fixture
def agent(convention) -> Client:
    client = Client()
    client.force_login(AgentFactory(caisse=convention.caisse).utilisateur)
    return client

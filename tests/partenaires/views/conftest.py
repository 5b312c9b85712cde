"""A visitor in front of the form of registration."""

from typing import Any

import pytest
from django.test import Client

from tests.partenaires.inscription import CONDITIONS, CONVENTION, saisie_du_manuel


@pytest.fixture
def visiteur(client: Client) -> Client:
    """A visitor who has come as far as the form."""
    client.post(CONDITIONS, {"accepte": "on"})
    client.post(CONVENTION)
    return client


@pytest.fixture
def saisie(db: None) -> dict[str, Any]:
    """What the manual types, captcha excepted."""
    return saisie_du_manuel()

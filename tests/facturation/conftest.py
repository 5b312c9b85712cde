"""What the tests of deposits start from."""

import pytest

from tests.facturation.envois import Expediteur


@pytest.fixture
def expediteur(db: None) -> Expediteur:
    """The sender of the examples."""
    return Expediteur()

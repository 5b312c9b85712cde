"""The people of these tests."""

import pytest

from tests.evaluations.evaluees import COMPLETES, ouvrir_le_plafond
from tests.evaluations.synchronisation.monde import Evaluateur, faire_evaluateur


@pytest.fixture
def evaluateur(db: None) -> Evaluateur:
    """Marie, who evaluates."""
    return faire_evaluateur()


@pytest.fixture
def collegue(evaluateur: Evaluateur) -> Evaluateur:
    """Another person of her structure."""
    return faire_evaluateur(evaluateur.convention)


@pytest.fixture
def completes(db: None) -> dict[str, object]:
    """Answers to which nothing lacks, and whose plan is under its ceiling: GIR 5."""
    ouvrir_le_plafond()
    return dict(COMPLETES)

"""The people of these tests."""

import pytest

from tests.evaluations.synchronisation.monde import Evaluateur, faire_evaluateur, reponses_completes


@pytest.fixture
def evaluateur(db: None) -> Evaluateur:
    """Marie, who evaluates."""
    return faire_evaluateur()


@pytest.fixture
def collegue(evaluateur: Evaluateur) -> Evaluateur:
    """Another person of her structure."""
    return faire_evaluateur(evaluateur.convention)


@pytest.fixture
def completes() -> dict[str, object]:
    """Answers to which nothing lacks: an autonomous person (GIR 6)."""
    return reponses_completes()

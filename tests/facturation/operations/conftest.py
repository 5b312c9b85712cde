"""A convention that invoices on line, its user, and a form with hours."""

import pytest

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire
from ppas.partenaires.models import Convention
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.operations.formulaires import ouvrir, saisir


@pytest.fixture
def convention() -> Convention:
    TarifFactory()
    return ConventionFactory()


@pytest.fixture
def par() -> Utilisateur:
    return UtilisateurFactory()


@pytest.fixture
def saisi(convention: Convention, par: Utilisateur) -> Formulaire:
    """A form of October whose one line has 10,00 hours."""
    PriseEnChargeFactory(convention=convention)
    formulaire = ouvrir(convention, par)
    saisir(formulaire, par)
    return formulaire

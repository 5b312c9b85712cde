"""A partner's browser, his convention, and a form of October."""

from datetime import date

import pytest
from django.test import Client

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from ppas.partenaires.models import Convention
from tests.factories.caisses import TarifFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.envois import Expediteur


@pytest.fixture
def convention() -> Convention:
    TarifFactory()
    return ConventionFactory()


@pytest.fixture
def utilisateur(convention: Convention) -> Utilisateur:
    return RattachementFactory(partenaire=convention.partenaire).utilisateur


@pytest.fixture
def partenaire(client: Client, utilisateur: Utilisateur) -> Client:
    """A browser signed in as a user of the convention's partner."""
    client.force_login(utilisateur)
    return client


@pytest.fixture
def navigateur(client: Client, expediteur: Expediteur) -> Client:
    """A browser signed in as a user of the sender of the examples."""
    rattachement = RattachementFactory(utilisateur=expediteur.utilisateur, partenaire=expediteur.convention.partenaire)
    client.force_login(rattachement.utilisateur)
    return client


@pytest.fixture
def formulaire(convention: Convention, utilisateur: Utilisateur) -> Formulaire:
    """A form of October, opened for two beneficiaries."""
    PriseEnChargeFactory.create_batch(2, convention=convention)
    return ouvrir_formulaire(convention, date(2026, 10, 1), par=utilisateur)

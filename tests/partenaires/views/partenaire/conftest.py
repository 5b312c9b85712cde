import pytest

from tests.factories import PartenaireFactory, RattachementFactory


@pytest.fixture
def administrateur(client):
    """GRIZZI Alexandre of the manual, signed in."""
    partenaire = PartenaireFactory(nom="Association Ciel Bleu", siret="12345678987451", telephone="0620252538")
    rattachement = RattachementFactory(
        administrateur=True,
        partenaire=partenaire,
        utilisateur__login="Alex7",
        utilisateur__nom="GRIZZI",
        utilisateur__prenom="Alexandre",
    )
    client.force_login(rattachement.utilisateur)
    return rattachement

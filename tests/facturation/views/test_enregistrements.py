"""The page of one record."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import DepotFactory, LigneFactureFactory, RattachementFactory


@pytest.fixture
def rattache(client: Client, db: None):
    rattachement = RattachementFactory()
    client.force_login(rattachement.utilisateur)
    return rattachement


@pytest.mark.exigence("HIS-04")
def test_un_enregistrement_montre_ce_qu_il_facture_et_son_fichier(client: Client, rattache) -> None:
    ligne = LigneFactureFactory(prise_en_charge__convention__partenaire=rattache.partenaire)
    page = client.get(reverse("facturation:enregistrement", args=[ligne.pk])).content.decode()
    assert "14,00" in page
    assert ligne.depot.nom_fichier in page


def test_l_enregistrement_d_un_autre_partenaire_n_existe_pas(client: Client, rattache) -> None:
    ligne = LigneFactureFactory()
    assert client.get(reverse("facturation:enregistrement", args=[ligne.pk])).status_code == 404


def test_une_ligne_pas_encore_publiee_n_existe_pas(client: Client, rattache) -> None:
    ligne = LigneFactureFactory(prise_en_charge__convention__partenaire=rattache.partenaire)
    ligne.depot = DepotFactory(en_traitement=True, convention=ligne.convention)
    ligne.save()
    assert client.get(reverse("facturation:enregistrement", args=[ligne.pk])).status_code == 404

"""Deposits as the caisse that receives them sees them, and no other."""

import pytest
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatDepot
from tests.factories.caisses import AgentFactory, CaisseFactory
from tests.factories.facturation import AnomalieFactory, DepotFactory, LigneFactureFactory, LigneRefuseeFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE = reverse("facturation:caisse_depots")


@pytest.fixture
def agent(client: Client) -> Client:
    """A browser signed in as an agent of caisse 03."""
    client.force_login(AgentFactory().utilisateur)
    return client


def depot_de(code: str, **champs: object):
    return DepotFactory(convention=ConventionFactory(caisse=CaisseFactory(code=code)), **champs)


def adresse(depot) -> str:
    return reverse("facturation:caisse_depot", args=[depot.pk])


def test_l_agent_voit_les_depots_de_sa_caisse(agent: Client) -> None:
    depot = depot_de("03")
    reponse = agent.get(LISTE)
    assert list(reponse.context["page"]) == [depot]
    assert depot.partenaire.nom in reponse.content.decode()


def test_l_agent_lit_le_rapport(agent: Client) -> None:
    depot = depot_de("03", etat=EtatDepot.TRAITE_AVEC_ANOMALIES)
    anomalie = AnomalieFactory(depot=depot)
    assert anomalie.message in agent.get(adresse(depot)).content.decode()


def test_le_depot_d_une_autre_caisse_n_existe_pas(agent: Client) -> None:
    autre = depot_de("05")
    assert agent.get(adresse(autre)).status_code == 404
    assert list(agent.get(LISTE).context["page"]) == []


def test_un_fichier_sans_caisse_n_est_a_personne(agent: Client) -> None:
    depot = depot_de("03", caisse=None, etat=EtatDepot.REFUSE)
    assert agent.get(adresse(depot)).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(nb: int, agent: Client, django_assert_num_queries) -> None:
    for _ in range(nb):
        depot_de("03")
    with django_assert_num_queries(4):
        agent.get(LISTE)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_rapport_fait_toujours_les_memes_requetes(nb: int, agent: Client, django_assert_num_queries) -> None:
    depot = depot_de("03")
    AnomalieFactory.create_batch(nb, depot=depot)
    with django_assert_num_queries(6):
        agent.get(adresse(depot))


def test_un_partenaire_n_a_pas_cet_ecran(client: Client) -> None:
    depot = depot_de("03")
    client.force_login(RattachementFactory(partenaire=depot.partenaire).utilisateur)
    assert [client.get(url).status_code for url in (LISTE, adresse(depot))] == [404, 404]


def test_un_visiteur_est_invite_a_se_connecter(client: Client) -> None:
    assert client.get(LISTE).status_code == 302


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete"])
def test_l_ecran_ne_fait_que_montrer(methode: str, agent: Client) -> None:
    assert [getattr(agent, methode)(url).status_code for url in (LISTE, adresse(depot_de("03")))] == [405, 405]


def test_une_ligne_refusee_mene_a_sa_vie_et_a_celle_qu_elle_double(agent: Client) -> None:
    depot = depot_de("03", etat=EtatDepot.TRAITE_AVEC_ANOMALIES, nb_lignes_refusees=1)
    refusee = LigneRefuseeFactory(depot=depot)
    double = LigneFactureFactory(prise_en_charge__convention=depot.convention)
    AnomalieFactory(depot=depot, rang=refusee.rang, numero_facture=double.pk)
    page = agent.get(adresse(depot)).text
    assert reverse("paiements:caisse_vie_refus", args=[refusee.pk]) in page
    assert reverse("paiements:caisse_enregistrement", args=[double.pk]) in page

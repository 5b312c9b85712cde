import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.caisses.models import Agent
from ppas.comptes.models import RoleNational
from tests.caisses.views.test_caisse import SAISIE
from tests.factories import AgentFactory, CaisseFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db

LISTE = "/caisses/toutes/agents/"
CREER = "/caisses/toutes/agents/creer/"


def connecter(client, role=RoleNational.ADMINISTRATEUR):
    client.force_login(UtilisateurFactory(national=True, role_national=role))


@pytest.mark.exigence("CAI-17", "CAI-18")
def test_la_liste_couvre_toutes_les_caisses_et_se_filtre(client):
    connecter(client)
    AgentFactory(utilisateur__login="Agent1")
    autre = AgentFactory(utilisateur__login="Ailleurs1", caisse=CaisseFactory(code="05"))
    assertContains(client.get(LISTE), "Agent1")
    reponse = client.get(LISTE, {"caisse": autre.caisse_id, "login": "ailleurs"})
    assertContains(reponse, "Ailleurs1")
    assertNotContains(reponse, "Agent1")


@pytest.mark.parametrize("filtre", [{"caisse": "x"}, {"caisse": "0"}, {"login": "\x00"}, {"curseur": "x"}])
def test_un_filtre_faux_est_laisse_de_cote(client, filtre):
    connecter(client)
    AgentFactory(utilisateur__login="Agent1")
    assertContains(client.get(LISTE, filtre), "Agent1")


@pytest.mark.exigence("CAI-17")
def test_creer_le_premier_administrateur_d_une_caisse(client):
    connecter(client)
    caisse = CaisseFactory(code="05")
    client.post(CREER, SAISIE | {"caisse": caisse.pk, "est_administrateur": "on"})
    agent = Agent.objects.get()
    assert (agent.caisse, agent.est_administrateur, agent.utilisateur.login) == (caisse, True, "Anne21")


def test_une_creation_fausse_garde_la_saisie(client):
    connecter(client)
    reponse = client.post(CREER, SAISIE | {"caisse": ""})
    assertContains(reponse, 'id="id_caisse_error"')
    assertContains(reponse, 'value="DURAND"')


@pytest.mark.exigence("CAI-17")
def test_desactiver_un_agent(client):
    connecter(client)
    agent = AgentFactory(administrateur=True)
    client.post(reverse("caisses:national_agent_action", args=[agent.pk, "desactiver"]))
    agent.utilisateur.refresh_from_db()
    assert not agent.utilisateur.is_active


@pytest.mark.exigence("CAI-17")
def test_l_assistance_regarde_sans_rien_changer(client):
    agent = AgentFactory()
    connecter(client, RoleNational.ASSISTANCE)
    assertNotContains(client.get(LISTE), "Nouvel agent")
    assertNotContains(client.get(reverse("caisses:national_agent", args=[agent.pk])), "Actions")
    assert client.post(CREER, SAISIE).status_code == 404
    assert client.post(reverse("caisses:national_agent_action", args=[agent.pk, "desactiver"])).status_code == 404


@pytest.mark.parametrize("qui", ["editeur", "agent"])
def test_la_page_n_existe_pas_pour_les_autres(client, qui):
    agent = AgentFactory(administrateur=True)
    if qui == "editeur":
        connecter(client, RoleNational.EDITEUR)
    else:
        client.force_login(agent.utilisateur)
    assert client.get(LISTE).status_code == 404
    assert client.get(reverse("caisses:national_agent", args=[agent.pk])).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_demande_toujours_autant_a_la_base(client, django_assert_num_queries, nb):
    connecter(client)
    AgentFactory.create_batch(nb)
    with django_assert_num_queries(5):
        client.get(LISTE)

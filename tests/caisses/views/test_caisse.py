import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.caisses.models import Agent
from ppas.socle.regles.affichage import insecables
from tests.factories import AgentFactory, CaisseFactory, RattachementFactory

pytestmark = pytest.mark.django_db

LISTE = "/caisses/agents/"
SAISIE = {
    "nom": "DURAND",
    "prenom": "Anne",
    "login": "Anne21",
    "telephone": "03 80 00 00 00",
    "mail": "anne@exemple.fr",
}


@pytest.fixture
def administrateur(client):
    agent = AgentFactory(administrateur=True, utilisateur__login="Chef1")
    client.force_login(agent.utilisateur)
    return agent


def action(agent, verbe):
    return reverse("caisses:agent_action", args=[agent.pk, verbe])


@pytest.mark.exigence("CAI-01", "CAI-18")
def test_la_liste_ne_montre_que_les_agents_de_sa_caisse(client, administrateur):
    AgentFactory(utilisateur__login="Agent1")
    AgentFactory(utilisateur__login="Ailleurs1", caisse=CaisseFactory(code="05"))
    reponse = client.get(LISTE)
    assertContains(reponse, "Agent1")
    assertContains(reponse, "Chef1")
    assertNotContains(reponse, "Ailleurs1")


@pytest.mark.exigence("CAI-01")
def test_creer_un_agent(client, administrateur):
    reponse = client.post(LISTE, SAISIE | {"caisse": CaisseFactory(code="05").pk}, follow=True)
    assertRedirects(reponse, LISTE)
    assertContains(reponse, insecables("Transmettez-lui vous-même son login : Anne21."))
    agent = Agent.objects.get(utilisateur__login="Anne21")
    assert (agent.caisse, agent.est_administrateur) == (administrateur.caisse, False)


@pytest.mark.parametrize(("champ", "valeur"), [*((champ, "") for champ in SAISIE), ("login", "é"), ("login", "chef1")])
def test_une_valeur_fausse_est_signalee(client, administrateur, champ, valeur):
    reponse = client.post(LISTE, SAISIE | {champ: valeur})
    assertContains(reponse, f'id="id_{champ}_error"')
    assert Agent.objects.count() == 1


@pytest.mark.exigence("CAI-01")
@pytest.mark.parametrize(
    ("verbe", "message"),
    [
        ("reinitialiser", "Un mot de passe temporaire part par mail"),
        ("second-facteur", "Le second facteur de"),
        ("nommer", "est administrateur régional."),
        ("retirer", "n’est plus administrateur régional."),
        ("nommer-editeur", "est éditeur"),
        ("retirer-editeur", "n’est plus éditeur"),
        ("desactiver", "ne peut plus se connecter"),
        ("reactiver", "Ce compte est déjà actif"),
    ],
)
def test_chaque_action_dit_ce_qui_s_est_passe(client, administrateur, verbe, message):
    reponse = client.post(action(AgentFactory(), verbe), follow=True)
    assertContains(reponse, message)


def test_une_action_inconnue_n_existe_pas(client, administrateur):
    assert client.post(action(AgentFactory(), "promouvoir")).status_code == 404


def test_sa_propre_fiche_n_a_pas_d_action(client, administrateur):
    assertContains(client.get(reverse("caisses:agent", args=[administrateur.pk])), "C’est votre compte")
    assertContains(client.post(action(administrateur, "desactiver"), follow=True), 'role="alert"')


def test_la_fiche_d_un_compte_desactive_propose_de_le_reactiver(client, administrateur):
    agent = AgentFactory(utilisateur__is_active=False)
    reponse = client.get(reverse("caisses:agent", args=[agent.pk]))
    assertContains(reponse, "Réactiver le compte")
    assertNotContains(reponse, "Désactiver le compte")


@pytest.mark.exigence("CAI-18")
def test_l_agent_d_une_autre_caisse_n_existe_pas(client, administrateur):
    agent = AgentFactory(caisse=CaisseFactory(code="05"))
    assert client.get(reverse("caisses:agent", args=[agent.pk])).status_code == 404
    assert client.post(action(agent, "desactiver")).status_code == 404


@pytest.mark.exigence("CAI-01")
@pytest.mark.parametrize("fabrique", [AgentFactory, RattachementFactory])
def test_seul_un_administrateur_regional_gere_les_agents(client, fabrique):
    cible = AgentFactory()
    client.force_login(fabrique().utilisateur)
    assert client.get(LISTE).status_code == 404
    assert client.post(action(cible, "desactiver")).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_demande_toujours_autant_a_la_base(client, administrateur, django_assert_num_queries, nb):
    AgentFactory.create_batch(nb)
    with django_assert_num_queries(4):
        client.get(LISTE)

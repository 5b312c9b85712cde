import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.comptes.models import SessionOuverte
from tests.factories import MOT_DE_PASSE, AgentFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("comptes:mon_compte")
FIREFOX = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def utilisateur(client, horloge):
    utilisateur = UtilisateurFactory(login="Alex7", nom="GRIZZI")
    client.force_login(utilisateur)
    return utilisateur


def ouvrir_un_autre_navigateur(utilisateur):
    autre = Client(headers=FIREFOX, REMOTE_ADDR="192.0.2.17")
    autre.post(reverse("comptes:connexion"), {"identifiant": utilisateur.login, "mot_de_passe": MOT_DE_PASSE})
    return autre


def test_la_page_dit_qui_l_on_est_et_jusqu_a_quand_vaut_le_mot_de_passe(client, utilisateur):
    page = client.get(PAGE)
    for texte in ("Alex7", "GRIZZI", "04/11/2026", "04/05/2027", "Activer le second facteur", "Cette session"):
        assertContains(page, texte)


@pytest.mark.exigence("LOG-26")
def test_la_barre_mene_a_mon_compte_et_au_changement_de_mot_de_passe(client, utilisateur):
    page = client.get(reverse("accueil:accueil"))
    for texte in ("Connecté en tant que <b>Alex7</b>", f'href="{PAGE}"', "Changer mon mot de passe", "Déconnexion"):
        assertContains(page, texte)


def test_les_sessions_disent_navigateur_heure_et_adresse_tronquee(client, utilisateur):
    ouvrir_un_autre_navigateur(utilisateur)
    page = client.get(PAGE)
    for texte in ("Firefox sur Windows", "192.0.2.x", "04/11/2026\xa0à\xa009:30", "Fermer toutes les autres"):
        assertContains(page, texte)
    assertNotContains(page, "192.0.2.17")


def test_fermer_une_autre_session(client, utilisateur):
    autre = ouvrir_un_autre_navigateur(utilisateur)
    session = SessionOuverte.objects.get(cle=autre.session.session_key)
    assertRedirects(client.post(reverse("comptes:fermer_session", args=[session.pk])), PAGE)
    assert autre.get(PAGE).status_code == 302


def test_fermer_toutes_les_autres(client, utilisateur):
    autres = [ouvrir_un_autre_navigateur(utilisateur) for _ in range(2)]
    assertRedirects(client.post(reverse("comptes:fermer_autres_sessions")), PAGE)
    assert [autre.get(PAGE).status_code for autre in autres] == [302, 302]
    assert client.get(PAGE).status_code == 200


def test_la_session_d_un_autre_n_existe_pas(client, utilisateur):
    autre = Client()
    autre.force_login(UtilisateurFactory())
    session = SessionOuverte.objects.get(cle=autre.session.session_key)
    assert client.post(reverse("comptes:fermer_session", args=[session.pk])).status_code == 404
    assert autre.get(PAGE).status_code == 200


def test_sa_propre_session_se_ferme_par_la_deconnexion(client, utilisateur):
    session = SessionOuverte.objects.get()
    assert client.post(reverse("comptes:fermer_session", args=[session.pk])).status_code == 404
    client.post(reverse("comptes:deconnexion"))
    assert not SessionOuverte.objects.exists()


def test_les_dernieres_connexions_reussies_et_refusees(client, utilisateur):
    adresse = reverse("comptes:connexion")
    Client(headers=FIREFOX).post(adresse, {"identifiant": "Alex7", "mot_de_passe": "Mauvais2026"})
    ouvrir_un_autre_navigateur(utilisateur)
    page = client.get(PAGE)
    assertContains(page, "Réussie", 1)
    assertContains(page, "Refusée", 1)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_sessions(client, utilisateur, nb, django_assert_num_queries):
    for _ in range(nb):
        ouvrir_un_autre_navigateur(utilisateur)
    with django_assert_num_queries(8):
        client.get(PAGE)


def test_un_agent_a_la_meme_page(client):
    client.force_login(AgentFactory().utilisateur)
    assertContains(client.get(PAGE), "Codes de secours encore utilisables")


def test_il_faut_etre_connecte(client):
    assertRedirects(client.get(PAGE), f"{reverse('comptes:connexion')}?next={PAGE}")

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from tests.factories import MOT_DE_PASSE, RattachementFactory, UtilisateurFactory

PAGE = reverse("comptes:changer_mot_de_passe")
pytestmark = pytest.mark.django_db


@pytest.fixture
def temporaire(client):
    utilisateur = UtilisateurFactory(temporaire=True)
    RattachementFactory(utilisateur=utilisateur, administrateur=True)
    client.force_login(utilisateur)
    return utilisateur


@pytest.mark.exigence("LOG-09")
@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize(
    "url",
    ["/", reverse("accueil:services"), reverse("partenaires:modification"), reverse("admin:index"), "/inconnue/"],
)
def test_un_mot_de_passe_temporaire_n_ouvre_aucune_autre_page(client, temporaire, methode, url):
    assertRedirects(getattr(client, methode)(url), PAGE, fetch_redirect_response=False)


@pytest.mark.exigence("LOG-09")
def test_la_page_invite_a_changer_le_mot_de_passe_temporaire(client, temporaire):
    assertContains(client.get(PAGE), "Vous êtes connecté avec un mot de passe temporaire.")


def test_on_peut_toujours_se_deconnecter(client, temporaire):
    client.post(reverse("comptes:deconnexion"))
    assert "_auth_user_id" not in client.session


@pytest.mark.exigence("LOG-09", "LOG-12")
def test_une_fois_le_mot_de_passe_change_tout_s_ouvre(client, temporaire):
    client.post(PAGE, {"ancien": MOT_DE_PASSE, "nouveau": "Nouveau2026", "confirmation": "Nouveau2026"})
    assert client.get(reverse("partenaires:modification")).status_code == 200

import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from ppas.comptes.middleware import MARQUE
from tests.factories import MOT_DE_PASSE, RattachementFactory, UtilisateurFactory

PAGE = reverse("comptes:changer_mot_de_passe")
pytestmark = pytest.mark.django_db


@pytest.fixture
def temporaire(client):
    utilisateur = UtilisateurFactory(temporaire=True)
    RattachementFactory(utilisateur=utilisateur, administrateur=True)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def connecte(client):
    utilisateur = UtilisateurFactory()
    RattachementFactory(utilisateur=utilisateur)
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


def session_de(reponse) -> str:
    """Return the session that the page says it was drawn for."""
    trouvee = re.search(r'<html lang="fr" data-session="([0-9a-f]{16})">', reponse.content.decode())
    return trouvee[1] if trouvee else ""


@pytest.mark.exigence("LOG-26")
def test_une_page_et_le_navigateur_nomment_la_meme_session(client, connecte):
    reponse = client.get(reverse("comptes:mon_compte"))
    assert session_de(reponse) == reponse.cookies[MARQUE].value
    assert client.session.session_key not in reponse.content.decode()
    assert not reponse.cookies[MARQUE]["httponly"]  # or the script of the pages would not read it


def test_le_nom_de_la_session_n_est_donne_qu_une_fois(client, connecte):
    client.get(reverse("comptes:mon_compte"))
    assert MARQUE not in client.get(reverse("comptes:mon_compte")).cookies


@pytest.mark.exigence("LOG-26")
def test_apres_la_deconnexion_le_navigateur_ne_nomme_plus_de_session(client, connecte):
    client.get(reverse("comptes:mon_compte"))
    reponse = client.post(reverse("comptes:deconnexion"))
    assert reponse.cookies[MARQUE]["max-age"] == 0


@pytest.mark.exigence("LOG-26")
def test_une_session_trop_longtemps_inactive_n_est_plus_nommee(horloge, client, connecte):
    client.get(reverse("comptes:mon_compte"))
    horloge.avancer(minutes=31)
    assert client.get(reverse("comptes:mon_compte")).cookies[MARQUE]["max-age"] == 0


def test_deux_sessions_de_la_meme_personne_ont_deux_noms(client, connecte):
    premiere = session_de(client.get(reverse("comptes:mon_compte")))
    client.logout()
    client.force_login(connecte)
    assert session_de(client.get(reverse("comptes:mon_compte"))) not in {"", premiere}


def test_une_page_publique_ne_nomme_aucune_session(client):
    reponse = client.get("/")
    assert session_de(reponse) == ""
    assert MARQUE not in reponse.cookies

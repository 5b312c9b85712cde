import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from ppas.socle.regles.affichage import insecables
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("comptes:changer_mot_de_passe")
SAISIE = {"ancien": MOT_DE_PASSE, "nouveau": "Nouveau2026", "confirmation": "Nouveau2026"}


@pytest.fixture
def utilisateur(client):
    utilisateur = UtilisateurFactory()
    client.force_login(utilisateur)
    return utilisateur


@pytest.mark.exigence("LOG-10", "LOG-11", "LOG-25")
@pytest.mark.parametrize(
    "texte", ["Nom utilisateur", "Ancien mot de passe", "Nouveau mot de passe", "Confirmer le nouveau mot de passe"]
)
def test_les_champs_du_changement(client, utilisateur, texte):
    assertContains(client.get(PAGE), texte)


@pytest.mark.exigence("LOG-11")
def test_le_nom_utilisateur_est_affiche_et_ne_se_modifie_pas(client, utilisateur):
    assertContains(client.get(PAGE), f'value="{utilisateur.login}" autocomplete="username" readonly')
    client.post(PAGE, SAISIE | {"nom_utilisateur": "autre", "login": "autre"})
    utilisateur.refresh_from_db()
    assert utilisateur.login != "autre"


@pytest.mark.exigence("LOG-12", "LOG-27")
def test_apres_le_changement_la_session_continue_sous_un_nouveau_numero(client, utilisateur):
    avant = client.session.session_key
    reponse = client.post(PAGE, SAISIE, follow=True)
    assertContains(reponse, "Votre mot de passe a été modifié avec succès.")
    assertContains(reponse, "Changement de mot de passe")
    assert client.session.session_key != avant
    assert client.get(PAGE).status_code == 200


@pytest.mark.exigence("LOG-27")
def test_apres_le_changement_les_autres_sessions_sont_fermees(client, utilisateur):
    autre = Client()
    autre.force_login(utilisateur)
    client.post(PAGE, SAISIE)
    assertRedirects(autre.get(PAGE), f"{reverse('comptes:connexion')}?next={PAGE}")


@pytest.mark.exigence("LOG-13", "LOG-14", "LOG-19")
@pytest.mark.parametrize(
    ("saisie", "erreur"),
    [
        ({"ancien": "Faux2026"}, "L’ancien mot de passe n’est pas le bon."),
        ({"nouveau": "court1", "confirmation": "court1"}, "entre 8 et 12 caractères"),
        ({"nouveau": "Nouveau;2026", "confirmation": "Nouveau;2026"}, "aucun de ces signes"),
        ({"confirmation": "nouveau2026"}, "Les deux saisies du nouveau mot de passe sont différentes."),
        ({"nouveau": ""}, "obligatoire"),
        ({"nouveau": "a\x00b"}, "nul n’est pas autorisé"),
    ],
)
def test_une_saisie_fausse_dit_pourquoi_et_ne_change_rien(client, utilisateur, saisie, erreur):
    assertContains(client.post(PAGE, SAISIE | saisie), erreur)
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(MOT_DE_PASSE)


def test_il_faut_etre_connecte(client):
    assertRedirects(client.get(PAGE), f"{reverse('comptes:connexion')}?next={PAGE}")


@pytest.mark.exigence("LOG-14")
def test_l_aide_nomme_les_neuf_signes(client, utilisateur):
    assertContains(client.get(PAGE), insecables("Signes interdits : &lt; &gt; / ! # { } ; |."))

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe, repondre_aux_demandes
from ppas.socle.models import Courriel
from tests.factories import UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("LOG-21")]
NOUVEAU = {"nouveau": "Tournesol26", "confirmation": "Tournesol26"}


@pytest.fixture
def utilisateur():
    return UtilisateurFactory()


@pytest.fixture
def lien(settings, utilisateur):
    """The link of the mail."""
    settings.LIEN_UNIQUE = True
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="192.0.2.1")
    repondre_aux_demandes()
    return next(mot for mot in Courriel.objects.get().corps.split() if mot.startswith("http")).removeprefix(
        settings.ADRESSE_DU_PORTAIL
    )


def test_le_lien_mene_au_choix_d_un_mot_de_passe_qui_sert_aussitot(client, utilisateur, lien):
    assertContains(client.get(lien), "Choisir un mot de passe")
    assertRedirects(client.post(lien, NOUVEAU), reverse("comptes:connexion"))
    client.post(reverse("comptes:connexion"), {"identifiant": utilisateur.login, "mot_de_passe": "Tournesol26"})
    assert client.get(reverse("comptes:mon_compte")).status_code == 200


def test_lire_la_page_n_use_pas_le_lien(client, lien):
    for _ in range(3):
        client.get(lien)
    assert client.post(lien, NOUVEAU).status_code == 302


def test_le_lien_ne_sert_qu_une_fois(client, lien):
    client.post(lien, NOUVEAU)
    assertContains(client.post(lien, NOUVEAU), "Ce lien n’est plus valable")


def test_le_mot_de_passe_choisi_suit_la_regle(client, lien):
    assertContains(client.post(lien, {"nouveau": "court1", "confirmation": "court1"}), "entre 8 et 12 caractères")
    assert client.post(lien, NOUVEAU).status_code == 302


def test_un_lien_contrefait_mene_a_l_oubli(client):
    reponse = client.get(reverse("comptes:lien_unique", args=["abc:def:ghi"]), follow=True)
    assertContains(reponse, "Ce lien n’est plus valable")

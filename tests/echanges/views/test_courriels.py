"""The delivery log that support searches (LOG-22)."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.operations.courriels import Message, mettre_en_file
from tests.factories import UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("LOG-22")]
ADRESSE = reverse("echanges:courriels")


@pytest.fixture(autouse=True)
def assistance(client: Client, horloge) -> None:
    client.force_login(UtilisateurFactory(national=True, role_national="assistance"))


def courriel(destinataire: str = "grizzi@exemple.fr", **champs: object) -> Courriel:
    objet = mettre_en_file(Message(destinataire, "Votre mot de passe", "Mot de passe : Soleil+2026", est_secret=True))
    Courriel.objects.filter(pk=objet.pk).update(**champs)
    return objet


def chercher(client: Client, texte: str) -> list[str]:
    reponse = client.post(ADRESSE, {"texte": texte}, follow=True)
    assert reponse.request["QUERY_STRING"] == ""
    return [objet.destinataire for objet in reponse.context["page"]]


def test_la_page_dit_l_etat_les_essais_et_l_erreur_jamais_le_texte(client: Client) -> None:
    courriel(etat=EtatCourriel.ABANDONNE, nb_tentatives=3, erreur="550 inconnu")
    reponse = client.get(ADRESSE)
    for texte in ("grizzi@exemple.fr", "Votre mot de passe", "abandonné", "550 inconnu", "Renvoyer", "noreply@"):
        assertContains(reponse, texte)
    assertNotContains(reponse, "Soleil+2026")


def test_on_cherche_par_adresse_ou_par_login(client: Client) -> None:
    courriel("grizzi@exemple.fr")
    courriel("martin@exemple.fr")
    UtilisateurFactory(login="Alex123", mail="grizzi@exemple.fr")
    assert chercher(client, "MARTIN@exemple.fr") == ["martin@exemple.fr"]
    assert chercher(client, "alex123") == ["grizzi@exemple.fr"]
    assert chercher(client, "inconnu") == []
    assert len(chercher(client, "")) == 2


def test_on_renvoie_un_mail_abandonne(client: Client) -> None:
    objet = courriel(etat=EtatCourriel.ABANDONNE)
    reponse = client.post(reverse("echanges:courriel_renvoyer", args=[objet.pk]), follow=True)
    assertContains(reponse, "remis en file d’attente")
    reponse = client.post(reverse("echanges:courriel_renvoyer", args=[objet.pk]), follow=True)
    assertContains(reponse, "n’est plus possible")


def test_un_mail_envoye_ne_se_renvoie_pas(client: Client) -> None:
    courriel(etat=EtatCourriel.ENVOYE)
    assertNotContains(client.get(ADRESSE), "Renvoyer")


@pytest.mark.parametrize("role", ["editeur", ""])
def test_les_autres_n_ont_pas_la_page(client: Client, role: str) -> None:
    client.force_login(UtilisateurFactory(national=True, role_national=role))
    assert client.get(ADRESSE).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_fait_toujours_les_memes_requetes(client: Client, nb: int, django_assert_num_queries) -> None:
    client.get(ADRESSE)
    for _ in range(nb):
        courriel()
    with django_assert_num_queries(3):
        client.get(ADRESSE)

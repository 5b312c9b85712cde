"""« Contact » (area SUP, MAI-06, MAI-08)."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.accueil.operations.contacter import PAR_JOUR
from ppas.socle.models import Courriel
from tests.captchas import captcha_resolu
from tests.factories import ConventionFactory, RattachementFactory

pytestmark = pytest.mark.django_db
ADRESSE = reverse("assistance:contact")
SAISIE = {
    "numero_convention": "757301",
    "nom": "GRIZZI",
    "prenom": "Alexandre",
    "email": "grizzi@exemple.fr",
    "telephone": "03 02 01 05 09",
    "motif": "Autres questions",
    "texte": "Bonjour,\nje ne peux pas me connecter.",
}
CONTENU = """\
Numéro de convention : 757301
Nom : GRIZZI
Prénom : Alexandre
Email : grizzi@exemple.fr
Téléphone : 0302010509
Motif : Autres questions

Bonjour,
je ne peux pas me connecter.
"""


def envoyer(client: Client, **champs: str):
    return client.post(ADRESSE, SAISIE | captcha_resolu() | champs)


@pytest.mark.exigence("MAI-06", "SUP-04", "SUP-06", "SUP-08", "LOG-29")
def test_le_message_part_a_l_assistance_et_sa_copie_a_l_expediteur(client: Client, settings) -> None:
    settings.COURRIEL_ASSISTANCE = "assistance@exemple.fr"
    assert envoyer(client).url == ADRESSE
    assertContains(client.get(ADRESSE), "Votre message est transmis à l’assistance")
    demande, copie = Courriel.objects.order_by("pk")
    assert (demande.destinataire, demande.sujet) == ("assistance@exemple.fr", "Message du formulaire de contact")
    assert demande.corps.replace("\r\n", "\n") == CONTENU
    assert (copie.destinataire, copie.sujet) == ("grizzi@exemple.fr", "Votre message à l’assistance PPAS")
    assert CONTENU in copie.corps.replace("\r\n", "\n")


@pytest.mark.exigence("SUP-02", "SUP-03", "SUP-07", "MAI-08")
@pytest.mark.parametrize(
    "texte",
    [
        *("Numéro de convention", "Institution", "Département", "Nom", "Prénom", "Email", "Téléphone", "Texte"),
        "Problème de navigation, d’affichage",
        "Problème d’accès à l’espace abonné ou à vos rubriques",
        "Suggestions, remarques, …",
        "Demande d’informations sur les aides.",
        "Autres questions",
        "prenez directement contact avec vos organismes de protection sociale",
        "viennent de noreply@carsat-bfc.fr",
        "Envoyer",
    ],
)
def test_la_page_porte_les_champs_et_les_motifs_du_manuel(client: Client, texte: str) -> None:
    assertContains(client.get(ADRESSE), texte)


@pytest.mark.exigence("SUP-02")
@pytest.mark.parametrize("champ", ["numero_convention", "nom", "email", "telephone", "captcha"])
def test_un_champ_obligatoire_manque_et_le_reste_est_garde(client: Client, champ: str) -> None:
    reponse = envoyer(client, **{champ: ""})
    assert champ in reponse.context["form"].errors
    assertContains(reponse, "je ne peux pas me connecter.")
    assert not Courriel.objects.exists()


@pytest.mark.exigence("SUP-02")
def test_une_personne_connectee_trouve_ses_coordonnees(client: Client) -> None:
    convention = ConventionFactory(code="AMD0042")
    utilisateur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    client.force_login(utilisateur)
    for valeur in ("AMD0042", utilisateur.nom, utilisateur.mail):
        assertContains(client.get(ADRESSE), f'value="{valeur}"')


def test_d_autres_caracteres_gardent_la_saisie(client: Client) -> None:
    reponse = client.post(ADRESSE, SAISIE | {"actualiser_captcha": ""})
    assertContains(reponse, 'value="GRIZZI"')
    assertNotContains(reponse, "obligatoire.")


def test_la_copie_n_inonde_personne(client: Client) -> None:
    for _ in range(PAR_JOUR):
        assert envoyer(client).status_code == 302
    assertContains(envoyer(client, email="GRIZZI@exemple.fr"), "Trop de messages")
    assert Courriel.objects.count() == 2 * PAR_JOUR


@pytest.mark.parametrize("champ", ["nom", "email", "motif"])
def test_un_saut_de_ligne_n_ecrit_pas_d_en_tete(client: Client, champ: str) -> None:
    envoyer(client, **{champ: "x@exemple.fr\r\nBcc: y@exemple.fr"})
    assert not any("\n" in c.sujet + c.destinataire or "\nBcc" in c.corps for c in Courriel.objects.all())

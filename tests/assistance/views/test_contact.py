"""« Contact » (area SUP, MAI-06, MAI-08)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.assistance.models import Demande, Motif
from ppas.assistance.operations.contacter import PAR_JOUR
from ppas.socle.horloge import aujourd_hui
from ppas.socle.models import Courriel, ParametreAssistance
from tests.captchas import captcha_resolu
from tests.factories import ConventionFactory, DemandeFactory, RattachementFactory, UtilisateurFactory
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = pytest.mark.django_db
ADRESSE = reverse("assistance:contact")
SAISIE = {
    "numero_convention": "757301",
    "nom": "GRIZZI",
    "prenom": "Alexandre",
    "email": "grizzi@exemple.fr",
    "telephone": "03 02 01 05 09",
    "motif": "autres",
    "texte": "Bonjour,\nje ne peux pas me connecter.",
}
CONTENU = """\
Numéro de convention : 757301
Nom : GRIZZI
Prénom : Alexandre
Email : grizzi@exemple.fr
Téléphone : 03 02 01 05 09
Motif : Autres questions

Bonjour,
je ne peux pas me connecter.
"""


def envoyer(client: Client, **champs: str) -> HttpResponse:
    return client.post(ADRESSE, SAISIE | {"cle": str(uuid4())} | captcha_resolu() | champs)


@pytest.mark.exigence("MAI-06", "SUP-04", "SUP-06", "SUP-08", "LOG-29", "CAI-16")
def test_le_message_part_a_l_assistance_et_sa_copie_a_l_expediteur(client: Client, settings) -> None:
    settings.COURRIEL_ASSISTANCE = "assistance@exemple.fr"
    envoyer(client)
    demande = Demande.objects.get()
    recu, copie = Courriel.objects.order_by("pk")
    assert (recu.destinataire, recu.sujet) == ("assistance@exemple.fr", f"Demande {demande.numero}")
    assert CONTENU in recu.corps
    assert (copie.destinataire, copie.sujet) == (
        "grizzi@exemple.fr",
        f"Votre message à l’assistance PPAS ({demande.numero})",
    )
    assert CONTENU in copie.corps


@pytest.mark.exigence("SUP-04")
def test_la_page_de_fin_donne_le_numero_de_la_demande(client: Client) -> None:
    page = client.get(envoyer(client).url)
    assertContains(page, Demande.objects.get().numero)
    assertContains(page, "Votre message est transmis à l’assistance")


def test_la_page_de_fin_ne_dit_rien_de_ce_qui_est_ecrit(client: Client) -> None:
    page = client.get(envoyer(client).url)
    for secret in ("GRIZZI", "grizzi@exemple.fr", "je ne peux pas me connecter", "0302010509"):
        assertNotContains(page, secret)


@pytest.mark.exigence("SUP-01")
def test_le_pied_de_chaque_page_mene_au_contact(client: Client) -> None:
    assertContains(client.get(reverse("comptes:connexion")), f'href="{ADRESSE}"')


@pytest.mark.exigence("SUP-02", "SUP-07", "MAI-08")
@pytest.mark.parametrize(
    "texte",
    [
        *("Numéro de convention", "Institution", "Département", "Nom", "Prénom", "Email", "Téléphone", "Texte"),
        "prenez directement contact avec vos organismes de protection sociale",
        "viennent de noreply@carsat-bfc.fr",
        "Envoyer",
    ],
)
def test_la_page_porte_les_champs_du_manuel(client: Client, texte: str) -> None:
    assertContains(client.get(ADRESSE), texte)


@pytest.mark.exigence("SUP-03")
def test_les_cinq_motifs_sont_ceux_du_manuel() -> None:
    assert Motif.labels == [
        "Problème de navigation, d’affichage",
        "Problème d’accès à l’espace abonné ou à vos rubriques",
        "Suggestions, remarques, …",
        "Demande d’informations sur les aides.",
        "Autres questions",
    ]


@pytest.mark.exigence("SUP-03")
@pytest.mark.parametrize("motif", Motif.labels)
def test_chaque_motif_est_un_bouton_radio(client: Client, motif: str) -> None:
    page = client.get(ADRESSE)
    assertContains(page, motif)
    assertContains(page, 'type="radio"', 5)


@pytest.mark.exigence("SUP-02")
@pytest.mark.parametrize("champ", ["numero_convention", "nom", "email", "telephone", "captcha"])
def test_un_champ_obligatoire_manque_et_le_reste_est_garde(client: Client, champ: str) -> None:
    reponse = envoyer(client, **{champ: ""})
    assert champ in reponse.context["form"].errors
    assertContains(reponse, "je ne peux pas me connecter.")
    assert not Courriel.objects.exists()


def test_un_mail_incomplet_se_refuse_avec_un_exemple(client: Client) -> None:
    assertContains(envoyer(client, email="durand"), "Écrivez une adresse mail complète, comme nom@exemple.fr.")


def test_sans_motif_ni_texte_le_message_ne_dit_rien(client: Client) -> None:
    assertContains(envoyer(client, motif="", texte=""), "Écrivez votre message, ou choisissez un motif.")


@pytest.mark.exigence("SUP-02")
def test_une_personne_connectee_trouve_ses_coordonnees(client: Client) -> None:
    convention = ConventionFactory(code="AMD0042")
    utilisateur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    client.force_login(utilisateur)
    for valeur in ("AMD0042", utilisateur.nom, utilisateur.mail, convention.partenaire.nom):
        assertContains(client.get(ADRESSE), f'value="{valeur}"')


@pytest.mark.exigence("SUP-02")
def test_une_personne_connectee_n_a_pas_de_captcha(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assertNotContains(client.get(ADRESSE), "captcha_jeton")
    client.post(ADRESSE, SAISIE | {"cle": str(uuid4())})
    assert Demande.objects.count() == 1


@pytest.mark.exigence("SUP-08")
def test_une_personne_sans_compte_a_un_captcha(client: Client) -> None:
    assertContains(client.get(ADRESSE), "captcha_jeton")
    client.post(ADRESSE, SAISIE | {"cle": str(uuid4())})
    assert not Demande.objects.exists()


@pytest.mark.exigence("SUP-07")
@pytest.mark.parametrize("champ", ["texte", "nom", "prenom", "institution", "departement", "numero_convention"])
def test_un_numero_de_securite_sociale_est_refuse_et_la_saisie_gardee(client: Client, champ: str) -> None:
    reponse = envoyer(client, **{champ: f"M {nir_de_femme(42)}"[:30]})
    assert "organismes de protection sociale" in reponse.context["form"].errors[champ][0]
    assertContains(reponse, "grizzi@exemple.fr")
    assert not Demande.objects.exists()
    assert not Courriel.objects.exists()


@pytest.mark.exigence("SUP-05")
def test_les_telephones_sont_ceux_de_la_faq_tant_que_personne_ne_les_change(client: Client) -> None:
    page = client.get(ADRESSE)
    assertContains(page, 'href="tel:+33380331130"')
    assertContains(page, 'href="tel:+33380331131"')
    assertContains(page, "Du lundi au vendredi, prix d’un appel local.")


@pytest.mark.exigence("SUP-05")
def test_l_administrateur_national_change_les_telephones(client: Client) -> None:
    client.force_login(UtilisateurFactory(national=True))
    ParametreAssistance.objects.create(debut=aujourd_hui(), telephone="0180000000", autre_telephone="")
    assert client.get(reverse("admin:socle_parametreassistance_changelist")).status_code == 200
    assertContains(client.get(ADRESSE), 'href="tel:+33180000000"')
    assertNotContains(client.get(ADRESSE), "0380331131")


@pytest.mark.exigence("SUP-05")
def test_un_telephone_a_venir_ne_se_montre_pas_encore(client: Client) -> None:
    ParametreAssistance.objects.create(debut=aujourd_hui() + timedelta(days=1), telephone="0180000000")
    assertNotContains(client.get(ADRESSE), "+33180000000")


@pytest.mark.exigence("SUP-04")
def test_un_double_envoi_n_a_qu_un_effet(client: Client) -> None:
    envoi = SAISIE | {"cle": str(uuid4())} | captcha_resolu()
    premier, second = client.post(ADRESSE, envoi), client.post(ADRESSE, envoi)
    assert premier.url == second.url
    assert (Demande.objects.count(), Courriel.objects.count()) == (1, 2)


def test_deux_messages_differents_ont_deux_numeros(client: Client) -> None:
    envoyer(client)
    envoyer(client)
    assert len({demande.numero for demande in Demande.objects.all()}) == 2


def test_le_partenaire_est_celui_du_compte_et_non_du_numero_saisi(client: Client) -> None:
    convention = ConventionFactory(code="757301")
    envoyer(client)
    assert Demande.objects.get().partenaire is None
    assert convention.partenaire.demandes.count() == 0


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


def test_une_cle_inconnue_ne_montre_aucune_demande(client: Client) -> None:
    DemandeFactory()
    assert client.get(reverse("assistance:contact_recu", args=[uuid4()])).status_code == 404

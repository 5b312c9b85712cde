import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.socle.models import Evenement
from tests.factories import AdresseFactory

pytestmark = pytest.mark.django_db

PARTENAIRE = {
    "nom": "Association Ciel Bleu",
    "siret": "123 456 789 87451",
    "mail": "alexandre62@fr.fr",
    "telephone": "03 02 01 05 09",
}
ADRESSE = {
    "batiment": "Bat 33",
    "numero_voie": "107",
    "indice_voie": "bis",
    "type_voie": "esplanade",
    "nom_voie": "Madrid",
    "hameau_ou_boite_postale": "BP1972",
    "code_postal": "62000",
    "commune": "ARRAS",
}


def valider(client, onglet, saisie, **options):
    return client.post(reverse(f"partenaires:{onglet}"), saisie, **options)


@pytest.mark.exigence("ADM-02", "ADM-04", "ADM-05")
def test_apres_valider_l_entete_montre_les_nouvelles_valeurs(client, administrateur):
    reponse = valider(client, "modification", PARTENAIRE, follow=True)
    assertContains(reponse, "<dd>alexandre62@fr.fr</dd>")
    assertContains(reponse, "<dd>03\N{NO-BREAK SPACE}02\N{NO-BREAK SPACE}01\N{NO-BREAK SPACE}05\N{NO-BREAK SPACE}09")
    evenement = Evenement.objects.get(action="modifier-partenaire")
    assert evenement.details["modifications"]["mail"] == ["contact@exemple.fr", "alexandre62@fr.fr"]


@pytest.mark.exigence("ADM-04")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("nom", ""),
        ("nom", "a" * 121),
        ("siret", "1234"),
        ("mail", "alexandre"),
        ("mail", ""),
        ("telephone", "03 02 01 05"),
        ("telephone", "0302010509000"),
    ],
)
def test_une_valeur_fausse_est_signalee_et_l_entete_ne_change_pas(client, administrateur, champ, valeur):
    reponse = valider(client, "modification", PARTENAIRE | {"nom": "Autre nom", champ: valeur})
    assertContains(reponse, "Un champ est à corriger")
    assertContains(reponse, f'id="id_{champ}_error"')
    assertContains(reponse, "<dd>Association Ciel Bleu</dd>")
    assert not Evenement.objects.exists()


def test_le_siret_peut_manquer(client, administrateur):
    valider(client, "modification", PARTENAIRE | {"siret": ""})
    administrateur.partenaire.refresh_from_db()
    assert administrateur.partenaire.siret == ""


def test_du_balisage_saisi_reste_du_texte(client, administrateur):
    reponse = valider(client, "modification", PARTENAIRE | {"nom": "<b>Ciel</b>"}, follow=True)
    assertContains(reponse, "&lt;b&gt;Ciel&lt;/b&gt;")
    assertNotContains(reponse, "<b>Ciel</b>")


@pytest.mark.exigence("ADM-25")
def test_toute_l_adresse_se_modifie_sauf_la_raison_sociale(client, administrateur):
    adresse = AdresseFactory(partenaire=administrateur.partenaire, hameau_ou_boite_postale="BP91338")
    assertContains(client.get(reverse("partenaires:modification_adresse")), 'value="Association Ciel Bleu"')
    reponse = valider(client, "modification_adresse", ADRESSE | {"identite_destinataire": "Autre"}, follow=True)
    adresse.refresh_from_db()
    administrateur.partenaire.refresh_from_db()
    assertContains(reponse, 'value="BP1972"')
    assert adresse.lignes() == ["Bat 33", "107 Bis Esplanade Madrid", "BP1972", "62000 ARRAS"]
    assert administrateur.partenaire.nom == "Association Ciel Bleu"
    modifications = Evenement.objects.get(action="modifier-adresse").details["modifications"]
    assert modifications["hameau_ou_boite_postale"] == ["BP91338", "BP1972"]


def test_une_adresse_absente_se_cree(client, administrateur):
    valider(client, "modification_adresse", ADRESSE)
    assert administrateur.partenaire.adresse.commune == "ARRAS"


def test_une_adresse_fausse_est_signalee_et_rien_ne_change(client, administrateur):
    AdresseFactory(partenaire=administrateur.partenaire)
    reponse = valider(client, "modification_adresse", ADRESSE | {"code_postal": "62", "type_voie": "sentier"})
    assertContains(reponse, "Deux champs sont à corriger")
    assert not Evenement.objects.exists()

"""« Gestion du mode déconnecté » without a browser: the list, the JSON of the generation, a lost computer."""

import json

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries, assertRedirects

from ppas.caisses.models import TypePartenaire
from ppas.evaluations.models import Appareil
from ppas.socle.regles.affichage import insecables
from tests.factories import AppareilFactory, ConventionFactory, RattachementFactory, ReservationFactory

pytestmark = pytest.mark.django_db
PAGE, GENERER = reverse("evaluations:mode_deconnecte"), reverse("evaluations:appareil_generer")


@pytest.fixture
def evaluateur(client):
    convention = ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)
    rattachement = RattachementFactory(partenaire=convention.partenaire)
    client.force_login(rattachement.utilisateur)
    return rattachement.utilisateur


@pytest.fixture
def appareil(evaluateur):
    return AppareilFactory(utilisateur=evaluateur, partenaire=evaluateur.rattachement.partenaire)


def poster(client, **corps):
    return client.post(GENERER, json.dumps(corps), content_type="application/json", HTTP_USER_AGENT="Firefox/140")


@pytest.mark.exigence("EVA-15", "EVA-16", "ACC-08")
def test_la_page_dit_quoi_faire_quand_rien_ne_s_execute(client, evaluateur):
    reponse = client.get(PAGE)
    assertContains(reponse, "Internet Explorer ne convient pas")
    assertContains(reponse, "Firefox (ESR comprise)")


@pytest.mark.exigence("EVA-06")
@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_se_lit_en_un_nombre_constant_de_requetes(client, evaluateur, nb):
    AppareilFactory.create_batch(nb, utilisateur=evaluateur, partenaire=evaluateur.rattachement.partenaire)
    client.get(PAGE)
    with assertNumQueries(6):
        assertContains(
            client.get(PAGE), "Portable de Jeanne</th>", count=2 * nb
        )  # in what the browser may have lost, too


@pytest.mark.exigence("EVA-06")
def test_generer_repond_l_identifiant(client, evaluateur):
    reponse = poster(client, nom="Portable", version="a1")
    appareil = Appareil.objects.get()
    assert reponse.json() == {
        "identifiant": str(appareil.identifiant),
        "nom": "Portable",
        "utilisateur": evaluateur.login,
    }
    assert appareil.navigateur == "Firefox"


@pytest.mark.exigence("EVA-06")
@pytest.mark.parametrize(
    ("corps", "phrase"),
    [
        ({}, "Donnez un nom à cet ordinateur."),
        ({"nom": "x" * 61}, "60 caractères au plus."),
        ({"nom": "Portable", "identifiant": "pas un uuid"}, "Saisissez un UUID valide."),
    ],
)
def test_une_saisie_refusee_dit_pourquoi(client, evaluateur, corps, phrase):
    reponse = poster(client, **corps)
    assert (reponse.status_code, reponse.json()["code"]) == (400, "saisie")
    assert phrase in reponse.json()["message"]
    assert not Appareil.objects.exists()


@pytest.mark.exigence("EVA-06")
@pytest.mark.parametrize("corps", [b"", b"[]", b"\xff", b'{"nom": {"a": 1}', b"null"])
def test_un_corps_qui_n_est_pas_un_objet_json_est_refuse(client, evaluateur, corps):
    assert client.post(GENERER, corps, content_type="application/json").status_code == 400


@pytest.mark.exigence("EVA-06")
def test_un_formulaire_ordinaire_n_est_pas_du_json(client, evaluateur):
    assert client.post(GENERER, {"nom": "Portable"}).status_code == 400


@pytest.mark.exigence("EVA-06")
def test_renouveler_un_ordinateur_retire_est_refuse(client, appareil):
    client.post(reverse("evaluations:appareil_retirer", args=[appareil.pk]))
    reponse = poster(client, nom=appareil.nom, identifiant=str(appareil.identifiant), version="b2")
    assert (reponse.status_code, reponse.json()["code"]) == (409, "appareil-retire")


@pytest.mark.exigence("EVA-06")
def test_un_ordinateur_perdu_se_retire_apres_un_avertissement(client, appareil):
    adresse = reverse("evaluations:appareil_retirer", args=[appareil.pk])
    assertContains(client.get(adresse), "illisible sans votre code")
    assert Appareil.objects.en_service().exists()
    assertRedirects(client.post(adresse), PAGE)
    assertNotContains(client.get(PAGE), "Portable de Jeanne</th>")
    assertContains(client.get(adresse), "a été retiré le")


@pytest.mark.exigence("EVA-09")
@pytest.mark.parametrize(
    ("nb", "phrase"),
    [
        (1, "La commande qui y était réservée reste à votre nom, sans ordinateur : elle se fait en ligne, ou part"),
        (2, "Les 2 commandes qui y étaient réservées restent à votre nom, sans ordinateur : elles se font en ligne"),
    ],
)
def test_retirer_un_ordinateur_dit_ce_que_deviennent_ses_commandes(client, evaluateur, appareil, nb, phrase):
    ReservationFactory.create_batch(nb, evaluateur=evaluateur, appareil=appareil)
    adresse = reverse("evaluations:appareil_retirer", args=[appareil.pk])
    assertContains(client.get(adresse), insecables(phrase))
    assertContains(client.post(adresse, follow=True), insecables(phrase))


@pytest.mark.exigence("EVA-17")
def test_l_ordinateur_d_un_collegue_n_existe_pas(client, appareil):
    collegue = RattachementFactory(partenaire=appareil.partenaire).utilisateur
    client.force_login(collegue)
    assertNotContains(client.get(PAGE), appareil.nom)
    assert client.post(reverse("evaluations:appareil_retirer", args=[appareil.pk])).status_code == 404


@pytest.mark.exigence("EVA-17")
def test_une_structure_qui_n_evalue_pas_n_a_pas_de_mode_deconnecte(client):
    convention = ConventionFactory(type_partenaire__code=TypePartenaire.AIDE_A_DOMICILE)
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    assert client.get(PAGE).status_code == 404
    assert poster(client, nom="Portable").status_code == 404

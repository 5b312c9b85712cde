import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.comptes.models import RoleNational
from tests.factories import (
    CaisseFactory,
    ConventionFactory,
    PartenaireFactory,
    RattachementFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)

pytestmark = pytest.mark.django_db

PARTENAIRES, CONVENTIONS = "/partenaires/tous/", "/partenaires/tous/conventions/"


@pytest.fixture
def national(client):
    utilisateur = UtilisateurFactory(national=True)
    client.force_login(utilisateur)
    return utilisateur


@pytest.mark.exigence("CAI-17", "CAI-18")
def test_les_conventions_de_toutes_les_caisses(client, national):
    ConventionFactory(code="AMD1")
    ConventionFactory(code="AMD2", caisse=CaisseFactory(code="05"), en_attente=True)
    ConventionFactory(code="AMD3", invalidee=True)
    reponse = client.get(CONVENTIONS)
    for texte in ("AMD1", "AMD2", "AMD3", "en attente de validation", "Code inconnu"):
        assertContains(reponse, texte)


@pytest.mark.parametrize("filtre", ["caisse", "etat", "type_partenaire", "recherche"])
def test_chaque_filtre_des_conventions(client, national, filtre):
    voulue = ConventionFactory(
        code="VOULUE",
        caisse=CaisseFactory(code="05"),
        en_attente=True,
        type_partenaire=TypePartenaireFactory(habitat=True),
    )
    ConventionFactory(code="AUTRE")
    valeurs = {
        "caisse": voulue.caisse_id,
        "etat": voulue.etat,
        "type_partenaire": voulue.type_partenaire_id,
        "recherche": "voul",
    }
    reponse = client.get(CONVENTIONS, {filtre: valeurs[filtre]})
    assertContains(reponse, "VOULUE")
    assertNotContains(reponse, "AUTRE")


@pytest.mark.parametrize("adresse", [PARTENAIRES, CONVENTIONS])
@pytest.mark.parametrize("filtre", [{"caisse": "x"}, {"etat": "perdue"}, {"curseur": "x"}, {"recherche": "a" * 121}])
def test_un_filtre_faux_ne_casse_rien(client, national, adresse, filtre):
    assert client.get(adresse, filtre).status_code == 200


def test_la_recherche_d_un_partenaire(client, national):
    PartenaireFactory(nom="Association Ciel Bleu")
    PartenaireFactory(nom="Aide et Présence")
    reponse = client.get(PARTENAIRES, {"recherche": "ciel"})
    assertContains(reponse, "Association Ciel Bleu")
    assertNotContains(reponse, "Aide et Présence")


@pytest.mark.exigence("CAI-17")
@pytest.mark.parametrize("qui", ["editeur", "partenaire"])
def test_la_page_n_existe_pas_pour_les_autres(client, qui):
    cible = PartenaireFactory()
    client.force_login(
        UtilisateurFactory(national=True, role_national=RoleNational.EDITEUR)
        if qui == "editeur"
        else RattachementFactory(administrateur=True).utilisateur
    )
    assert client.get(PARTENAIRES).status_code == 404
    assert client.get(CONVENTIONS).status_code == 404
    assert client.post(reverse("partenaires:agir", args=[cible.pk])).status_code == 404
    assert client.post(reverse("partenaires:quitter")).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_les_listes_demandent_toujours_autant_a_la_base(client, national, django_assert_num_queries, nb):
    ConventionFactory.create_batch(nb)
    with django_assert_num_queries(3):
        client.get(PARTENAIRES)
    with django_assert_num_queries(5):
        client.get(CONVENTIONS)

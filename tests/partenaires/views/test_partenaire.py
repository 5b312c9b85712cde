import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from tests.factories import AdresseFactory, AgentFactory, ConventionFactory, PartenaireFactory, RattachementFactory

pytestmark = pytest.mark.django_db
ONGLETS = ["modification", "modification_utilisateurs", "modification_conventions", "modification_adresse"]


@pytest.fixture
def administrateur(client):
    partenaire = PartenaireFactory(nom="Association Ciel Bleu", siret="12345678987451", telephone="0620252538")
    rattachement = RattachementFactory(administrateur=True, partenaire=partenaire, utilisateur__login="Alex7")
    client.force_login(rattachement.utilisateur)
    return rattachement


def page(client, onglet):
    return client.get(reverse(f"partenaires:{onglet}"))


@pytest.mark.exigence("ADM-02", "ADM-03")
@pytest.mark.parametrize("onglet", ONGLETS)
def test_l_entete_du_partenaire_est_sur_tous_les_onglets(client, administrateur, onglet):
    reponse = page(client, onglet)
    for texte in (
        "Association Ciel Bleu",
        "06\N{NO-BREAK SPACE}20",
        administrateur.partenaire.mail,
        'aria-current="page"',
    ):
        assertContains(reponse, texte)
    for libelle in ("Partenaire", "Utilisateurs", "Conventions", "Adresse"):
        assertContains(reponse, f"{libelle}</a>")


@pytest.mark.exigence("ADM-01", "ADM-27", "SRV-08")
@pytest.mark.parametrize("onglet", ONGLETS)
@pytest.mark.parametrize("qui", ["simple-utilisateur", "agent"])
def test_la_page_est_reservee_aux_administrateurs(client, onglet, qui):
    personne = RattachementFactory() if qui == "simple-utilisateur" else AgentFactory(administrateur=True)
    client.force_login(personne.utilisateur)
    assert page(client, onglet).status_code == 404


@pytest.mark.exigence("ADM-06", "ADM-26", "LOG-23")
def test_l_administrateur_voit_les_logins_de_sa_structure_seulement(client, administrateur):
    RattachementFactory(partenaire=administrateur.partenaire, utilisateur__login="Martin37")
    RattachementFactory(utilisateur__login="Etranger1")
    reponse = page(client, "modification_utilisateurs")
    assertContains(reponse, "Alex7")
    assertContains(reponse, "Martin37")
    assertNotContains(reponse, "Etranger1")


@pytest.mark.exigence("CON-01", "CON-02", "CON-07", "CON-16")
def test_les_conventions_et_leur_etat(client, administrateur):
    ConventionFactory(partenaire=administrateur.partenaire, code="9059003C")
    ConventionFactory(partenaire=administrateur.partenaire, code="CL19720812", en_attente=True)
    ConventionFactory(partenaire=administrateur.partenaire, code="Mikal382", invalidee=True)
    ConventionFactory(code="ETRANGERE")
    reponse = page(client, "modification_conventions")
    for texte in ("Régime", "Caisse", "Code convention", "Type convention", "Etat convention"):
        assertContains(reponse, f'<th scope="col">{texte}</th>', html=True)
    for texte in ("9059003C", "validé", "CL19720812", "en attente de validation", "Mikal382", "Code inconnu"):
        assertContains(reponse, texte)
    assertNotContains(reponse, "ETRANGERE")


@pytest.mark.exigence("ADM-25")
def test_l_adresse_porte_le_nom_du_partenaire(client, administrateur):
    AdresseFactory(partenaire=administrateur.partenaire, batiment="Bat 33", code_postal="62000", commune="ARRAS")
    assertContains(page(client, "modification_adresse"), "<b>Association Ciel Bleu</b><br>Bat 33<br>62000 ARRAS")


def test_un_partenaire_sans_adresse_a_quand_meme_sa_page(client, administrateur):
    assertContains(page(client, "modification_adresse"), "Aucune adresse n’est enregistrée.")


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("onglet", ["modification_utilisateurs", "modification_conventions"])
def test_les_listes_demandent_toujours_autant_a_la_base(client, administrateur, django_assert_num_queries, onglet, nb):
    RattachementFactory.create_batch(nb - 1, partenaire=administrateur.partenaire)
    ConventionFactory.create_batch(nb, partenaire=administrateur.partenaire)
    with django_assert_num_queries(4):
        page(client, onglet)

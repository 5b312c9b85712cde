import pytest
from pytest_django.asserts import assertContains

from ppas.comptes.models import ChoixProfil, Role, RoleNational
from ppas.socle.regles.affichage import insecables
from tests.factories import AgentFactory, RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db

PROFILS = "/comptes/profils/"


@pytest.fixture
def national(client):
    utilisateur = UtilisateurFactory(national=True)
    client.force_login(utilisateur)
    return utilisateur


def test_chaque_profil_avec_ses_regles_et_ses_comptes(client, national):
    RattachementFactory.create_batch(2)
    RattachementFactory(utilisateur__is_active=False)
    AgentFactory()
    reponse = client.get(PROFILS)
    for texte in ("PPAS (manuel et FAQ du portail)", "CNIL 2022", "8 à 12 caractères", "Délibération CNIL"):
        assertContains(reponse, texte)
    for role, nb in (("Partenaires", 2), ("Agents des caisses", 1)):
        assertContains(reponse, f'<th scope="row" data-label="Rôle">{role}</th>')
        corps = reponse.content.decode().partition(f'data-label="Rôle">{role}</th>')[2]
        assert f'data-label="Comptes actifs">{nb}<' in corps.partition("</tr>")[0]


def test_donner_un_autre_profil_a_un_role(client, national):
    reponse = client.post(PROFILS, {"role": Role.PARTENAIRE, "profil": "cnil-2022"}, follow=True)
    assertContains(reponse, insecables("Partenaires : profil « CNIL 2022 »"))
    assert ChoixProfil.objects.get().choisi_par == national


@pytest.mark.parametrize(
    ("saisie", "champ"),
    [
        ({}, "role"),
        ({"role": "visiteur", "profil": "ppas"}, "role"),
        ({"role": "partenaire", "profil": "aucun"}, "profil"),
        ({"role": "agent", "profil": "ppas"}, "profil"),
    ],
)
def test_un_choix_faux_est_refuse(client, national, saisie, champ):
    assertContains(client.post(PROFILS, saisie), f'id="id_{champ}_error"')
    assert not ChoixProfil.objects.exists()


@pytest.mark.parametrize("role", [RoleNational.ASSISTANCE, RoleNational.EDITEUR, ""])
def test_seul_l_administrateur_national_choisit(client, role):
    client.force_login(UtilisateurFactory(national=True, role_national=role))
    assert client.get(PROFILS).status_code == 404
    assert client.post(PROFILS, {"role": "partenaire", "profil": "cnil-2022"}).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_demande_toujours_autant_a_la_base(client, national, django_assert_num_queries, nb):
    RattachementFactory.create_batch(nb)
    with django_assert_num_queries(6):
        client.get(PROFILS)

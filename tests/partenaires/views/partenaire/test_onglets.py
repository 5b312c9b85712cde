import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from tests.factories import AgentFactory, RattachementFactory

pytestmark = pytest.mark.django_db
ONGLETS = ["modification", "modification_utilisateurs", "modification_conventions", "modification_adresse"]


@pytest.mark.exigence("ADM-02", "ADM-03")
@pytest.mark.parametrize("onglet", ONGLETS)
def test_l_entete_du_partenaire_est_sur_tous_les_onglets(client, administrateur, onglet):
    reponse = client.get(reverse(f"partenaires:{onglet}"))
    for texte in (
        "Association Ciel Bleu",
        "06\N{NO-BREAK SPACE}20",
        administrateur.partenaire.mail,
        'aria-current="page"',
    ):
        assertContains(reponse, texte)
    for libelle in ("Partenaire", "Utilisateurs", "Conventions", "Adresse"):
        assertContains(reponse, f"{libelle}</a>")


@pytest.mark.exigence("ADM-01", "ADM-14", "ADM-27", "CON-04", "SRV-08")
@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("onglet", ONGLETS)
@pytest.mark.parametrize("qui", ["simple-utilisateur", "agent"])
def test_la_page_est_reservee_aux_administrateurs(client, onglet, qui, methode):
    personne = RattachementFactory() if qui == "simple-utilisateur" else AgentFactory(administrateur=True)
    client.force_login(personne.utilisateur)
    assert getattr(client, methode)(reverse(f"partenaires:{onglet}")).status_code == 404


@pytest.mark.exigence("ADM-18", "ADM-19")
def test_les_droits_donnes_ou_retires_valent_des_la_requete_suivante(client, administrateur):
    adresse = reverse("partenaires:modification")
    assert client.get(adresse).status_code == 200
    administrateur.est_administrateur = False
    administrateur.save()
    assert client.get(adresse).status_code == 404
    administrateur.est_administrateur = True
    administrateur.save()
    assert client.get(adresse).status_code == 200


@pytest.mark.exigence("ADM-21")
def test_la_session_d_un_utilisateur_supprime_est_celle_d_un_visiteur(client, administrateur):
    administrateur.utilisateur.is_active = False
    administrateur.utilisateur.save()
    reponse = client.get(reverse("partenaires:modification"))
    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("comptes:connexion"))

"""The public pages and « Les services »."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ppas.publications.models import PageType
from tests.factories import ConventionFactory, RattachementFactory, RegimeFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("accueil")]

PAGES = [
    *("accueil:accueil", "accueil:services", "accueil:plan", "accueil:accessibilite", "accueil:configuration"),
    "assistance:contact",
]


def lire(client: Client, adresse: str) -> lxml.html.HtmlElement:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return lxml.html.document_fromstring(reponse.content.decode())


def liens(page: lxml.html.HtmlElement, chemin: str = "//a") -> dict[str, str]:
    return {" ".join(lien.text_content().split()): lien.get("href") for lien in page.xpath(chemin)}


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_a_un_titre_et_ses_reperes(client: Client, nom: str) -> None:
    page = lire(client, reverse(nom))
    assert len(page.xpath("//h1")) == 1
    assert page.findtext(".//title").endswith(" - Partenaires Action Sociale")
    assert (len(page.xpath("//main")), len(page.xpath("//header")), len(page.xpath("//footer"))) == (1, 1, 1)
    assert page.xpath("//body/*[1]/@href") == ["#contenu"]
    assert page.get_element_by_id("contenu").tag == "main"


@pytest.mark.exigence("PUB-01", "PUB-23")
def test_l_accueil_porte_le_nom_et_la_devise_du_portail(client: Client) -> None:
    (marque,) = lire(client, "/").xpath("//header//a[@class='marque']")
    assert marque.xpath(".//img/@alt") == ["Le portail des professionnels de l’action sociale"]
    assert "Partenaires Action Sociale" in marque.text_content()


@pytest.mark.exigence("PUB-02")
@pytest.mark.parametrize("nom", PAGES)
def test_un_visiteur_peut_partout_se_connecter_ou_s_inscrire(client: Client, nom: str) -> None:
    barre = liens(lire(client, reverse(nom)), "//div[@class='compte']//a")
    assert barre == {
        "Vous n’êtes pas encore inscrit ?": reverse("partenaires:conditions"),
        "Connexion": reverse("comptes:connexion"),
    }


@pytest.mark.exigence("LOG-26")
def test_une_personne_connectee_voit_son_login_et_peut_partir(client: Client) -> None:
    client.force_login(UtilisateurFactory(login="Alex7"))
    (barre,) = lire(client, "/").xpath("//div[@class='compte']")
    assert "Connecté en tant que Alex7" in " ".join(barre.text_content().split())
    assert liens(barre, ".//a") == {
        "Mon compte": reverse("comptes:mon_compte"),
        "Changer mon mot de passe": reverse("comptes:changer_mot_de_passe"),
    }
    assert barre.xpath(".//form/@action") == [reverse("comptes:deconnexion")]


@pytest.mark.exigence("PUB-05")
@pytest.mark.parametrize("nom", PAGES)
def test_la_petite_maison_ramene_a_l_accueil(client: Client, nom: str) -> None:
    menu = liens(lire(client, reverse(nom)), "//nav[@aria-label='Menu principal']//a")
    assert menu["Accueil"] == "/"


def test_le_menu_marque_la_page_courante(client: Client) -> None:
    page = lire(client, "/services/habitat/")
    assert page.xpath("//div[@class='menu-large']//a[@aria-current='true']/text()") == ["Les services"]
    page = lire(client, "/documentation/")
    assert page.xpath("//div[@class='menu-large']//a[@aria-current='page']/text()") == ["La documentation"]


@pytest.mark.exigence("PUB-24")
def test_le_fil_d_ariane_part_de_l_accueil(client: Client) -> None:
    (fil,) = lire(client, "/contact/").xpath("//nav[@aria-label='Fil d’Ariane']")
    assert [" ".join(etape.text_content().split()) for etape in fil.xpath(".//li")] == ["Accueil", "Contact"]


@pytest.mark.exigence("PUB-10", "PUB-11", "PUB-12", "PUB-13", "PUB-14")
def test_l_accueil_mene_a_la_page_de_chaque_type_de_partenaire(client: Client) -> None:
    liens_d_accueil = liens(lire(client, "/"), "//main//a")
    for fiche in PageType.objects.all():
        adresse = liens_d_accueil[f"Plus d’information : {fiche.title}"]
        assert lire(client, adresse).findtext(".//h1") == fiche.title


def test_un_type_de_partenaire_inconnu_n_a_pas_de_page(client: Client) -> None:
    assert client.get("/services/coiffure/").status_code == 404


@pytest.mark.exigence("PUB-16")
@pytest.mark.parametrize("nb", [1, 3])
def test_l_accueil_liste_les_regimes_sans_une_requete_de_plus_par_regime(
    client: Client, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(nb):
        RegimeFactory(code=f"R{n}", nom=f"Régime {n}")
    client.get("/")
    with django_assert_num_queries(7):
        page = lire(client, "/")
    assert len(page.xpath("//ul[@class='regimes']/li")) == nb


@pytest.mark.exigence("SRV-02", "SRV-09")
def test_les_services_d_un_partenaire_disent_ce_qui_n_est_pas_encore_ouvert(client: Client) -> None:
    rattachement = RattachementFactory(administrateur=True)
    ConventionFactory(partenaire=rattachement.partenaire, code="757300", en_attente=True)
    ConventionFactory(partenaire=rattachement.partenaire, code="Mikal382", invalidee=True, motif="Code inconnu")
    client.force_login(rattachement.utilisateur)
    texte = " ".join(lire(client, "/services/").find(".//main").text_content().split())
    assert "757300" in texte
    assert "Ses services s’ouvriront dès que la caisse l’aura validée." in texte
    assert "La caisse ne l’a pas validée : Code inconnu." in texte
    assert "ADMINISTRATION" in texte
    assert "AIDE À DOMICILE" not in texte


def test_une_personne_sans_structure_apprend_pourquoi_elle_n_a_rien(client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert "Aucun service ne vous est ouvert" in lire(client, "/services/").text_content()


@pytest.mark.parametrize("nb", [1, 3])
def test_les_services_coutent_le_meme_nombre_de_requetes(
    client: Client, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rattachement = RattachementFactory()
    ConventionFactory.create_batch(nb, partenaire=rattachement.partenaire, en_attente=True)
    client.force_login(rattachement.utilisateur)
    with django_assert_num_queries(5):
        lire(client, "/services/")


@pytest.mark.exigence("SUP-01", "SUP-05", "SUP-07", "SUP-08")
def test_l_assistance_se_trouve_en_bas_de_chaque_page_sans_connexion(client: Client) -> None:
    adresse = liens(lire(client, "/"), "//footer//a")["Contact"]
    page = lire(client, adresse)
    telephones = {"03 80 33 11 30": "tel:+33380331130", "03 80 33 11 31": "tel:+33380331131"}
    assert liens(page, "//section[1]//a") == telephones
    assert "prenez directement contact avec vos organismes de protection sociale" in page.text_content()


@pytest.mark.exigence("PUB-18")
def test_le_plan_du_site_donne_a_chacun_ses_services(client: Client) -> None:
    rattachement = RattachementFactory()
    ConventionFactory(partenaire=rattachement.partenaire)
    anonyme = liens(lire(client, "/plan-du-site/"), "//main//a")
    client.force_login(rattachement.utilisateur)
    connecte = liens(lire(client, "/plan-du-site/"), "//main//a")
    assert "Facturation par fichier" in connecte.keys() - anonyme.keys()

"""The public site: what a visitor reads, where its links lead, what it costs (area A of the requirements)."""

from datetime import date
from urllib.parse import urldefrag, urlsplit

import lxml.html
import pytest
from django.conf import LazySettings, settings
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.test import Client
from django.urls import resolve, reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from wagtail.models import PageViewRestriction

from ppas.caisses.models import Caisse
from ppas.publications.models import Actualite, Actualites, FicheDocument, PageAccueil, PartieFaq, QuestionFaq
from tests.conftest import Horloge
from tests.factories import CaisseFactory, ConventionFactory, RattachementFactory, RegimeFactory, UtilisateurFactory
from tests.factories.publications import AnnonceFactory, actualite, navigateur

MENTION = "Accessibilité : partiellement conforme"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("accueil")]


def lire(client: Client, adresse: str) -> lxml.html.HtmlElement:
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return lxml.html.document_fromstring(reponse.content.decode())


def texte(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def liens(page: lxml.html.HtmlElement, chemin: str) -> dict[str, str]:
    return {texte(lien): lien.get("href") for lien in page.xpath(chemin)}


@pytest.mark.exigence("PUB-07", "PUB-09")
def test_l_accueil_annonce_les_trois_dernieres_actualites_la_date_avant_le_titre(client: Client) -> None:
    for jour in (5, 28, 12, 20):
        actualite(f"Paramètres financiers {jour}", date=date(2016, 11, jour))
    (section,) = lire(client, "/").xpath("//section[@aria-labelledby='actualites']")
    articles = section.xpath(".//article")
    assert [article.xpath("string(.//time)") for article in articles] == ["28-11-2016", "20-11-2016", "12-11-2016"]
    suite = articles[0].xpath(".//a[starts-with(normalize-space(), 'Lire la suite')]/@href")
    assert lire(client, suite[0]).findtext(".//h1") == "Paramètres financiers 28"


@pytest.mark.exigence("PUB-08")
def test_toutes_les_actualites_sont_listees_et_rangees_par_annee(client: Client) -> None:
    for annee in (2016, 2024, 2025):
        actualite(f"Barèmes {annee}", date=date(annee, 12, 1))
    toutes = liens(lire(client, "/"), "//section[@aria-labelledby='actualites']//a")["Voir toutes les actualités"]
    page = lire(client, toutes)
    annees = liens(page, "//nav[@aria-label='Actualités par année']//a")
    assert {"2025", "2024", "2016"} <= annees.keys()
    de_2016 = lire(client, annees["2016"])
    assert de_2016.findtext(".//h1").split() == ["Les", "actualités", "de", "2016"]
    assert [texte(lien) for lien in de_2016.xpath("//main//article//h2//a")] == ["Barèmes 2016"]
    assert client.get("/actualites/1999/").status_code == 404


@pytest.mark.exigence("PUB-08")
def test_le_flux_ne_donne_que_les_actualites_de_tous(client: Client) -> None:
    actualite("Pour tous")
    actualite("Réunion de Dijon", caisse=CaisseFactory())
    flux = client.get(reverse("publications:flux")).content.decode()
    assert "Pour tous" in flux
    assert "Dijon" not in flux


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("qui", ["visiteur", "partenaire", "voisin"])
def test_l_actualite_d_une_caisse_n_est_lue_que_de_son_public(client: Client, qui: str) -> None:
    convention, voisine = ConventionFactory(caisse__code="03"), ConventionFactory(caisse__code="30")
    page = actualite("Réunion de Dijon", caisse=convention.caisse)
    if qui != "visiteur":
        partenaire = (convention if qui == "partenaire" else voisine).partenaire
        client.force_login(RattachementFactory(partenaire=partenaire).utilisateur)
    attendu = qui == "partenaire"
    assert (client.get(page.chemin).status_code == 200) == attendu
    assert ("Réunion de Dijon" in client.get("/actualites/").text) == attendu


@pytest.mark.exigence("PUB-06")
@pytest.mark.parametrize(("le", "est_montree"), [("2026-10-31 23:59", False), ("2026-11-01 12:00", True)])
def test_l_annonce_commence_le_jour_dit(client: Client, horloge, le: str, est_montree: bool) -> None:  # noqa: FBT001
    AnnonceFactory(texte="<p>Fermeture samedi.</p>")
    horloge.regler(le)
    assert ("Fermeture samedi." in client.get("/").text) == est_montree


@pytest.mark.exigence("PUB-06")
def test_l_annonce_finit_a_l_heure_dite(client: Client, horloge) -> None:
    AnnonceFactory(texte="<p>Fermeture samedi.</p>", fin="2026-11-04T10:00+01:00")
    assert "Fermeture samedi." in client.get("/").text
    horloge.avancer(hours=1)
    assert "Fermeture samedi." not in client.get("/").text


@pytest.mark.exigence("PUB-04", "PUB-05")
def test_le_menu_d_un_visiteur_a_l_offre_celui_d_un_partenaire_ne_l_a_pas(client: Client) -> None:
    menu = "//div[@class='menu-large']/ul/li/a"
    attendu = ["Accueil", "Les services", "Les actualités", "La documentation"]
    assert list(liens(lire(client, "/"), menu)) == [*attendu, "Notre offre pour les retraités"]
    client.force_login(UtilisateurFactory())
    assert list(liens(lire(client, "/"), menu)) == attendu


@pytest.mark.exigence("PUB-17", "PUB-19", "PUB-20", "PUB-21", "PUB-22", "SUP-01")
def test_le_pied_de_page_mene_a_sept_pages_vivantes(client: Client) -> None:
    pied = liens(lire(client, "/"), "//footer//nav//a")
    attendus = ["Plan du site", "Qui sommes-nous ?", "FAQ", "Contact", "Mentions légales", MENTION, "Copyright"]
    assert list(pied) == attendus
    for libelle, adresse in pied.items():
        assert len(texte(lire(client, adresse).find(".//main"))) > 200, libelle


@pytest.mark.exigence("ACC-05")
def test_la_mention_d_accessibilite_du_pied_suit_l_age_de_la_revue(client: Client, horloge: Horloge) -> None:
    horloge.regler("2026-11-28 09:00")
    assert MENTION in liens(lire(client, "/"), "//footer//nav//a")
    horloge.regler("2036-11-28 09:00")
    assert "Accessibilité : non conforme" in liens(lire(client, "/"), "//footer//nav//a")


def test_une_page_que_la_base_dirait_privee_ne_se_montre_pas(client: Client) -> None:
    PageViewRestriction.objects.create(page=Actualites.objects.get(), restriction_type=PageViewRestriction.LOGIN)
    assert client.get(reverse("publications:actualites")).status_code == 404
    assert client.get("/").status_code == 200


@pytest.mark.exigence("PUB-23")
def test_les_logos_des_institutions_ont_leur_nom(client: Client) -> None:
    assert lire(client, "/").xpath("//footer//img/@alt") == ["Assurance retraite", "CNRACL"]


@pytest.mark.exigence("PUB-25")
def test_la_page_contact_a_son_menu(client: Client) -> None:
    cote = liens(lire(client, "/contact/"), "//main//nav[contains(@class, 'cote')]//a")
    assert {"Plan du site", "FAQ", "Mentions légales"} <= cote.keys()


@pytest.mark.exigence("PUB-26")
def test_une_fleche_ramene_en_haut_apres_chaque_partie_de_la_faq(client: Client) -> None:
    page = lire(client, "/faq/")
    parties = page.xpath("//main//section[contains(@class, 'partie')]")
    assert parties
    assert all(partie.xpath(".//a[starts-with(@href, '#')][last()]") for partie in parties)


@pytest.mark.exigence("DOC-01")
def test_la_documentation_est_rangee_par_categorie(client: Client) -> None:
    page = lire(client, "/documentation/")
    titres = [texte(titre) for titre in page.xpath("//main//section/h2/a")]
    assert titres[:2] == ["Guides et outils", "Les cahiers des charges"]
    assert {"Les textes de référence", "Les barèmes", "Les imprimés de demande"} <= set(titres)


@pytest.mark.exigence("DOC-06")
def test_chaque_question_de_la_faq_a_son_ancre_et_son_entree_au_sommaire(client: Client) -> None:
    page = lire(client, "/faq/")
    sommaire = page.xpath("//nav[@aria-label='Questions']//li/a/@href")
    assert sommaire == [f"#{slug}" for slug in page.xpath("//article/h3/@id")]
    assert len(sommaire) == QuestionFaq.objects.live().count()


def lire_le_plan(client: Client) -> tuple[dict[str, lxml.html.HtmlElement], list[str]]:
    """Return the pages of the site map by address, and the addresses that do not answer."""
    annoncees = lire(client, "/plan-du-site/").xpath("//main//a/@href")
    lues, mortes = {}, []
    for adresse in ["/plan-du-site/", *sorted({urldefrag(a)[0] for a in annoncees if a.startswith("/")})]:
        reponse = client.get(adresse, follow=True)
        if reponse.status_code != 200:
            mortes.append(adresse)
        elif reponse["Content-Type"].startswith("text/html"):
            lues[adresse] = lxml.html.document_fromstring(reponse.content.decode())
    return lues, mortes


def est_mort(client: Client, lien: str, page: lxml.html.HtmlElement, lues: dict[str, lxml.html.HtmlElement]) -> bool:
    """Whether `lien`, read on `page`, leads to no page or to no anchor."""
    cible, ancre = urldefrag(lien)
    if cible in lues or not cible:
        return bool(ancre) and ancre not in (lues[cible] if cible else page).xpath("//@id")
    if not cible.startswith("/"):
        return False
    if cible.startswith(settings.STATIC_URL):
        return finders.find(cible.removeprefix(settings.STATIC_URL)) is None
    # A guide names the screens of all: those of another role do not exist for who reads it.
    if client.get(cible).status_code in {200, 302}:
        return False
    vue = resolve(urlsplit(cible).path)
    return vue.view_name == "wagtail_serve" or vue.func.garde == "public"


@pytest.mark.exigence("PUB-17", "PUB-18", "DOC-08")
@pytest.mark.parametrize("qui", ["visiteur", "partenaire"])
def test_aucun_lien_du_plan_du_site_ni_de_ses_pages_n_est_mort(client: Client, qui: str) -> None:
    actualite()
    if qui == "partenaire":
        convention = ConventionFactory()
        ConventionFactory(partenaire=convention.partenaire, type_partenaire__code="evaluation")
        client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    lues, mortes = lire_le_plan(client)
    for adresse, page in lues.items():
        mortes += [f"{adresse} {lien}" for lien in set(page.xpath("//a/@href")) if est_mort(client, lien, page, lues)]
    assert mortes == []


@pytest.mark.parametrize("nb", [1, 3])
def test_l_accueil_coute_le_meme_nombre_de_requetes(
    client: Client, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(nb):
        actualite(f"Actualité {n}")
        AnnonceFactory()
        RegimeFactory(code=f"R{n}")
    client.get("/")
    with django_assert_num_queries(7):
        lire(client, "/")


@pytest.mark.parametrize("nb", [1, 3])
def test_les_actualites_coutent_le_meme_nombre_de_requetes(
    client: Client, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(nb):
        actualite(f"Actualité {n}")
    client.get("/actualites/")
    with django_assert_num_queries(8):
        lire(client, "/actualites/")


@pytest.mark.parametrize("nb", [1, 3])
def test_la_faq_coute_le_meme_nombre_de_requetes(
    client: Client, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    partie = PartieFaq.objects.order_by("path").first()
    for n in range(nb):
        partie.add_child(instance=QuestionFaq(title=f"Question {n} ?"))
    client.get("/faq/")
    with django_assert_num_queries(9):
        lire(client, "/faq/")


@pytest.fixture
def pages_gardees(settings: LazySettings) -> None:
    """Keep pages in memory, as the portal does outside the tests."""
    en_memoire = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {nom: {"BACKEND": en_memoire, "LOCATION": nom} for nom in ("pages", "morceaux")}
    for nom in ("pages", "morceaux"):
        caches[nom].clear()


@pytest.mark.usefixtures("pages_gardees", "transactional_db")
class TestPagesGardees:
    def test_une_page_deja_lue_n_interroge_plus_la_base(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get("/")
        with django_assert_num_queries(0):
            client.get("/")

    def test_gardee_ou_non_une_page_se_redemande_et_se_distingue_de_celle_d_une_personne_connectee(
        self, client: Client
    ) -> None:
        premiere, gardee = client.get("/").headers, client.get("/").headers
        for nom, valeur in (("Vary", "Cookie"), ("Cache-Control", "no-cache")):
            assert (premiere[nom], gardee[nom]) == (valeur, valeur)

    def test_une_publication_se_voit_tout_de_suite(self, client: Client) -> None:
        client.get("/")
        page = Actualites.objects.get().add_child(instance=Actualite(title="Un jour férié", chapo="…", live=False))
        assert "Un jour férié" not in client.get("/").text
        page.save_revision().publish()
        assert "Un jour férié" in client.get("/").text

    def test_une_personne_connectee_ne_lit_ni_ne_remplit_ce_qui_est_garde(self, client: Client) -> None:
        assert "Se connecter" in client.get("/").text
        connecte = Client()
        connecte.force_login(UtilisateurFactory(login="Alex7"))
        assert "Alex7" in connecte.get("/").text
        assert "Alex7" not in Client().get("/").text

    def test_qui_se_deconnecte_retrouve_la_page_des_visiteurs(self, client: Client) -> None:
        client.force_login(UtilisateurFactory(login="Alex7"))
        client.get("/")
        client.post(reverse("comptes:deconnexion"))
        assert "Alex7" not in client.get("/").text

    def test_les_actualites_d_une_caisse_gardees_ne_se_montrent_pas_aux_autres(self) -> None:
        une, autre = CaisseFactory(code="03"), CaisseFactory(code="04", nom="Caisse du Centre")
        clients = {caisse: partenaire_de(caisse) for caisse in (une, autre)}
        actualite("Réunion à Dijon", caisse=une)
        for _ in range(2):
            assert "Réunion à Dijon" in clients[une].get("/").text
            assert "Réunion à Dijon" not in clients[autre].get("/").text
            assert "Réunion à Dijon" not in Client().get("/").text

    def test_temoin_sans_le_cercle_des_lecteurs_l_actualite_d_une_caisse_se_montrerait(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ppas.publications.models.actualites.cercle", lambda _: "tous")
        une, autre = CaisseFactory(code="03"), CaisseFactory(code="04", nom="Caisse du Centre")
        actualite("Réunion à Dijon", caisse=une)
        assert "Réunion à Dijon" in partenaire_de(une).get("/").text
        assert "Réunion à Dijon" in partenaire_de(autre).get("/").text

    def test_une_publication_se_voit_tout_de_suite_d_une_personne_connectee(self) -> None:
        caisse = CaisseFactory()
        client = partenaire_de(caisse)
        assert "Réunion à Dijon" not in client.get("/").text
        actualite("Réunion à Dijon", caisse=caisse)
        assert "Réunion à Dijon" in client.get("/").text


def partenaire_de(caisse: Caisse) -> Client:
    return navigateur(RattachementFactory(partenaire=ConventionFactory(caisse=caisse).partenaire).utilisateur)


def test_une_page_retiree_ne_repond_plus(client: Client) -> None:
    page = actualite("Éphémère")
    page.unpublish()
    assert client.get(page.chemin).status_code == 404


def test_une_page_deplacee_laisse_une_redirection(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    page = actualite("Ancien titre")
    ancienne = page.chemin
    page.slug = "nouveau-titre"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    page.refresh_from_db()
    reponse = client.get(ancienne)
    assert (reponse.status_code, reponse["Location"]) == (301, page.chemin)


def test_un_document_du_portail_mene_a_la_page_qu_il_fait(client: Client) -> None:
    fiche = FicheDocument.objects.get(page_du_portail="facturation:cahier_des_charges")
    assert client.get(fiche.chemin)["Location"] == reverse("facturation:cahier_des_charges")


def test_le_site_repond_sans_page_de_la_base(client: Client, accueil: PageAccueil) -> None:
    accueil.get_children().delete()
    assert client.get("/").status_code == 200

"""« Recherche par mot(s) clé(s) »: what is published, found in any form of its words, by whom may read it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ppas.publications.models import Actualite, EntreeRecherche, Genre, PageAccueil, PageLibre
from ppas.publications.operations.indexer import indexer, tout_indexer
from ppas.publications.recherche import chercher
from tests.factories import CaisseFactory, ConventionFactory, RattachementFactory
from tests.factories.publications import actualite

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PUB-03")]
VISITEUR = AnonymousUser()


@pytest.fixture
def bareme(accueil: PageAccueil) -> Actualite:
    """Publish one piece of news, found by the search."""
    page = actualite(
        "Nouveaux barèmes de participation",
        corps=[("texte", "<p>Les structures d’évaluation appliquent ces montants dès janvier.</p>")],
    )
    indexer(page)
    return page


def titres(texte: str, **options: str) -> list[str]:
    return [trouvee.entree.titre for trouvee in chercher(texte, VISITEUR, **options).trouvees]


@pytest.mark.parametrize(
    "texte", ["barème", "BAREME", "Barèmes", "les bareme", "barème participation", "structure évaluations montant"]
)
@pytest.mark.usefixtures("bareme")
def test_ni_les_accents_ni_la_casse_ni_les_pluriels_ne_comptent(texte: str) -> None:
    assert titres(texte) == ["Nouveaux barèmes de participation"]


@pytest.mark.usefixtures("bareme")
@pytest.mark.parametrize("texte", ["", "   ", "le de la", "zzyzx", "%", '"', "* OR", "barem'", "😀", "\x00"])
def test_une_recherche_vide_ou_etrange_ne_trouve_rien_et_le_dit(client: Client, texte: str) -> None:
    reponse = client.get(reverse("accueil:recherche"), {"q": texte})
    assert reponse.status_code == 200
    assert (reponse.context["resultats"].nb > 0) == (texte == "barem'")
    assert "Recherche" in reponse.text


@pytest.mark.usefixtures("bareme")
def test_quand_aucune_page_n_a_tous_les_mots_celles_qui_en_ont_un_sont_montrees() -> None:
    resultats = chercher("barème introuvable", VISITEUR)
    assert [t.entree.titre for t in resultats.trouvees] == ["Nouveaux barèmes de participation"]
    assert resultats.est_elargie


def test_un_mot_du_titre_passe_avant_un_mot_du_texte(accueil: PageAccueil) -> None:
    indexer(actualite("Fermeture du portail", corps=[("texte", "<p>Le tarif horaire est revu.</p>")]))
    indexer(actualite("Tarif horaire"))
    assert titres("tarif horaire") == ["Tarif horaire", "Fermeture du portail"]


def test_l_extrait_montre_les_mots_trouves_dans_leur_phrase(client: Client, bareme: Actualite) -> None:
    page = client.get(reverse("accueil:recherche"), {"q": "structures montant"}).text
    assert "Les <mark>structures</mark> d’évaluation appliquent ces <mark>montants</mark> dès janvier." in page


def test_le_texte_d_une_page_ne_peut_rien_faire_executer(client: Client, accueil: PageAccueil) -> None:
    indexer(actualite("<script>alert(1)</script> barème", chapo="<img src=x onerror=alert(2)>"))
    page = client.get(reverse("accueil:recherche"), {"q": "barème <script>alert(3)</script>"}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_les_filtres_disent_combien_il_y_a_de_chaque_genre(accueil: PageAccueil) -> None:
    indexer(actualite("Conventions : calendrier"))
    indexer(accueil.add_child(instance=PageLibre(title="Conventions : qui les signe ?")))
    resultats = chercher("convention", VISITEUR, genre="page")
    assert resultats.par_genre == [(Genre.ACTUALITE, 1), (Genre.PAGE, 1)]
    assert [t.entree.titre for t in resultats.trouvees] == ["Conventions : qui les signe ?"]


def test_une_page_retiree_n_est_plus_trouvee(bareme: Actualite) -> None:
    bareme.unpublish()
    assert titres("barème") == []


def test_une_page_republiee_est_trouvee_sous_son_nouveau_titre(bareme: Actualite) -> None:
    bareme.title = "Calendrier des versements"
    bareme.save_revision().publish()
    assert (titres("barème participation", genre=""), titres("versement")) == ([], ["Calendrier des versements"])


def test_une_page_effacee_ne_laisse_rien_dans_l_index(bareme: Actualite) -> None:
    bareme.delete()
    assert titres("barème") == []
    assert not EntreeRecherche.objects.exists()


def test_l_actualite_d_une_caisse_n_est_trouvee_que_de_son_public(accueil: PageAccueil) -> None:
    indexer(actualite("Réunion des prestataires de Dijon", caisse=CaisseFactory(code="03")))
    siens = RattachementFactory()
    ConventionFactory(partenaire=siens.partenaire, caisse=CaisseFactory(code="03"))
    autres = RattachementFactory()
    ConventionFactory(partenaire=autres.partenaire, caisse=CaisseFactory(code="30"))
    trouves = [chercher("réunion", lecteur).nb for lecteur in (siens.utilisateur, autres.utilisateur, VISITEUR)]
    assert trouves == [1, 0, 0]


def test_tout_reindexer_retrouve_les_memes_pages(bareme: Actualite) -> None:
    assert tout_indexer() == EntreeRecherche.objects.count()
    assert titres("nouveaux barèmes participation")[0] == "Nouveaux barèmes de participation"


@pytest.mark.parametrize("question", ["nommer un fichier de facturation", "nom de mon fichier XML"])
@pytest.mark.usefixtures("accueil")
def test_un_nouveau_venu_trouve_comment_nommer_son_fichier(question: str) -> None:
    tout_indexer()
    adresses = [trouvee.entree.adresse for trouvee in chercher(question, VISITEUR).trouvees]
    assert reverse("facturation:cahier_des_charges") in adresses


def test_une_recherche_sans_resultat_mene_a_la_faq(client: Client, accueil: PageAccueil) -> None:
    page = client.get(reverse("accueil:recherche"), {"q": "zzzzxx"})
    assert f'href="{reverse("publications:faq")}">Lire la FAQ' in page.text


@pytest.mark.parametrize("nb", [1, 3])
def test_la_recherche_coute_le_meme_nombre_de_requetes(
    client: Client, accueil: PageAccueil, nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(nb):
        indexer(actualite(f"Barème {n}"))
    client.get(reverse("accueil:recherche"), {"q": "barème"})  # the engine learns once what it needs
    with django_assert_num_queries(2):
        client.get(reverse("accueil:recherche"), {"q": "barème"})

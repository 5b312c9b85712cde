"""Lists sorted by their headers: what the address may ask for, and what it may not."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from ppas.partenaires.models import Partenaire
from ppas.socle.pagination import PageCurseur
from ppas.socle.tri import Tri, date, nombre, texte
from tests.factories import PartenaireFactory

TRI = Tri({"nom": texte("nom", "nom"), "inscrit": date("date d’inscription", "id")}, defaut="-inscrit")
NOMS = ["Zèbre", "association", "Étoile", "Eugène", "esprit", "Œuvres"]


def requete(**adresse: str) -> HttpRequest:
    return RequestFactory().get("/", adresse)


def page(liste: Tri = TRI, taille: int = 25, **adresse: str) -> PageCurseur[Partenaire]:
    return liste.paginer(Partenaire.objects.all(), requete(**adresse), taille=taille)


def noms(page_lue: PageCurseur[Partenaire]) -> list[str]:
    return [partenaire.nom for partenaire in page_lue]


def adresse(lue: PageCurseur[Partenaire], nom: str) -> dict[str, list[str]]:
    assert lue.tri is not None
    return parse_qs(urlsplit(lue.tri.action(nom)[0]).query)


@pytest.fixture
def partenaires(db: None) -> None:
    for nom in NOMS:
        PartenaireFactory(nom=nom)


@pytest.mark.parametrize(
    ("tri", "attendu"),
    [
        ("nom", ["association", "esprit", "Étoile", "Eugène", "Œuvres", "Zèbre"]),
        ("-nom", ["Zèbre", "Œuvres", "Eugène", "Étoile", "esprit", "association"]),
        ("inscrit", NOMS),
        ("-inscrit", NOMS[::-1]),
    ],
)
def test_une_colonne_trie_dans_les_deux_sens_sans_regarder_accents_ni_capitales(
    partenaires: None, tri: str, attendu: list[str]
) -> None:
    assert noms(page(tri=tri)) == attendu


@pytest.mark.parametrize(
    "tri",
    ["", "x", "-", "--nom", "nom,id", "id", "pk", "password", "utilisateurs__mail", "adresse__commune", "?", "\x00"],
)
def test_un_tri_inconnu_ou_hostile_donne_l_ordre_de_la_liste(partenaires: None, tri: str) -> None:
    lue = page(tri=tri)
    assert noms(lue) == NOMS[::-1]
    assert lue.tri is not None
    assert not lue.tri.est_choisi


@pytest.mark.parametrize("tri", ["nom", "-nom", "inscrit", "-inscrit"])
def test_les_pages_d_un_tri_se_suivent_et_reviennent(partenaires: None, tri: str) -> None:
    entiere = noms(page(tri=tri))
    premiere = page(tri=tri, taille=2)
    deuxieme = page(tri=tri, taille=2, curseur=premiere.suivant or "")
    troisieme = page(tri=tri, taille=2, curseur=deuxieme.suivant or "")
    assert [*noms(premiere), *noms(deuxieme), *noms(troisieme)] == entiere
    assert noms(page(tri=tri, taille=2, curseur=troisieme.precedent or "")) == noms(deuxieme)


@pytest.mark.parametrize(("avant", "apres"), [("inscrit", "-inscrit"), ("nom", "-nom"), ("nom", "inscrit")])
def test_le_curseur_d_un_autre_ordre_donne_la_premiere_page(partenaires: None, avant: str, apres: str) -> None:
    suivant = page(tri=avant, taille=2).suivant or ""
    assert noms(page(tri=apres, taille=2, curseur=suivant)) == noms(page(tri=apres, taille=2))


def test_deux_noms_egaux_gardent_un_ordre(db: None) -> None:
    memes = [PartenaireFactory(nom="Ciel").pk for _ in range(3)]
    premiere = page(tri="nom", taille=2)
    suite = page(tri="nom", taille=2, curseur=premiere.suivant or "")
    assert [p.pk for p in (*premiere, *suite)] == memes


def test_le_curseur_d_une_colonne_de_texte_ne_dit_aucun_nom(partenaires: None) -> None:
    suivant = page(tri="nom", taille=1).suivant or ""
    contenu = signing.b64_decode(suivant.split(":")[0].encode()).decode()
    assert contenu == f'["suivant",{Partenaire.objects.get(nom="association").pk}]'


def test_une_page_triee_coute_autant_de_requetes_qu_une_autre(
    partenaires: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for tri in ("", "nom", "-nom", "inscrit"):
        with django_assert_num_queries(1):
            page(tri=tri)


def test_un_lien_trie_ou_inverse_garde_les_filtres_et_oublie_la_page(partenaires: None) -> None:
    lue = page(tri="nom", recherche="a&b", curseur="x", page="2")
    assert adresse(lue, "nom") == {"recherche": ["a&b"], "tri": ["-nom"]}
    assert adresse(lue, "inscrit") == {"recherche": ["a&b"], "tri": ["inscrit"]}
    assert adresse(page(tri="-nom"), "nom") == {"tri": ["nom"]}


def test_revenir_a_l_ordre_de_la_liste_ne_laisse_rien_dans_l_adresse(partenaires: None) -> None:
    lue = page(tri="inscrit")
    assert lue.tri is not None
    assert lue.tri.action("inscrit") == ("?#tri", "du plus récent au plus ancien")


def test_la_legende_dit_l_ordre_choisi(db: None) -> None:
    def legende(ordre: str, **adresse: str) -> str:
        return TRI.lire(requete(**adresse)).legende("Partenaires", ordre)

    assert legende("du dernier au premier") == "Partenaires, du dernier au premier"
    assert legende("") == "Partenaires, par date d’inscription, du plus récent au plus ancien"
    assert legende("du dernier au premier", tri="-nom") == "Partenaires, par nom, de Z à A"


def test_une_liste_qu_aucune_colonne_n_ordonne_garde_sa_legende(partenaires: None) -> None:
    tri = Tri({"nom": TRI.colonnes["nom"]}, cle=("id",))
    lue = page(tri)
    assert noms(lue) == NOMS
    assert lue.tri is not None
    assert (lue.tri.legende("Partenaires", ""), lue.tri.aria_sort("nom")) == ("Partenaires", "")
    assert adresse(lue, "nom") == {"tri": ["nom"]}


def test_l_ordre_d_une_liste_peut_dependre_de_la_page(partenaires: None) -> None:
    lue = TRI.paginer(Partenaire.objects.all(), requete(), defaut="nom")
    assert noms(lue)[0] == "association"
    assert lue.tri is not None
    assert not lue.tri.est_choisi
    assert adresse(lue, "nom") == {"tri": ["-nom"]}


def test_une_liste_d_une_page_se_trie_aussi(partenaires: None) -> None:
    lu = TRI.lire(requete(tri="-nom"))
    assert [p.nom for p in lu.ordonner(Partenaire.objects.all())][:2] == ["Zèbre", "Œuvres"]


def test_deux_listes_d_une_page_ont_chacune_leur_tri(partenaires: None) -> None:
    autre = Tri({"nom": texte("nom", "nom"), "numero": nombre("numéro", "id")}, cle=("id",), parametre="tri_autres")
    lue = page(autre, tri="-inscrit", tri_autres="-nom")
    assert noms(lue)[0] == "Zèbre"
    assert adresse(lue, "nom") == {"tri": ["-inscrit"], "tri_autres": ["nom"]}
    assert adresse(lue, "numero") == {"tri": ["-inscrit"], "tri_autres": ["numero"]}

"""Each list that sorts: both ways, by nothing else, at the same cost, whatever the address asks for."""

import re
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ppas.socle.regles.alphabet import cle_alphabetique
from tests.tris.situations import LISTES, Situation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

GABARITS = Path(__file__).parents[2] / "ppas"
DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: à (\d\d)h(\d\d))?")
NOMBRE = re.compile(r"[\d ]+,\d\d|\d+")
DEMANDES = [
    pytest.param(preparer, gabarit, colonne, id=f"{preparer.__name__}-{colonne}")
    for preparer, gabarit, colonnes in LISTES
    for colonne in colonnes.split()
]
TOUTES = [pytest.param(*liste, id=liste[0].__name__) for liste in LISTES]

HISTOIRES = [liste for liste in TOUTES if liste.values[2] in {"date", "paiement", "commande", "transmise", "envoyee"}]


class Lecture:
    """A list as its reader sees it."""

    def __init__(self, situation: Situation) -> None:
        self.navigateur = Client()
        self.navigateur.force_login(situation.par)
        self.adresse = situation.adresse
        if situation.recherche:
            self.navigateur.post(self.adresse, {"texte": situation.recherche})

    def lire(self, **tri: str) -> lxml.html.HtmlElement:
        separateur = "&" if "?" in self.adresse else "?"
        suite = "".join(f"{separateur}{nom}={valeur}" for nom, valeur in tri.items())
        self.reponse = self.navigateur.get(self.adresse + suite)
        assert self.reponse.status_code == 200
        (table,) = lxml.html.fromstring(self.reponse.content).xpath("//div[@id='tri']/table")
        return table


def rangees(table: lxml.html.HtmlElement) -> list[list[str]]:
    """Return the cells; what the reading itself adds to a journal is left out."""
    lues = [[texte(cellule) for cellule in rangee.xpath("th|td")] for rangee in table.xpath("tbody/tr")]
    return [rangee for rangee in lues if "127.0.0.1" not in rangee]


def texte(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def valeur(ecrite: str, sens: str) -> object:
    """Return what a cell sorts by: its date, its number, or its text in the order of the alphabet."""
    if sens.startswith("de "):
        return cle_alphabetique(re.sub(r"^21000 ", "", ecrite))
    if trouvee := DATE.search(ecrite):
        jour, mois, annee, heure, minute = trouvee.groups(default="00")
        return annee, mois, jour, heure, minute
    nombres = NOMBRE.findall(ecrite)
    return float(nombres[-1].replace(" ", "").replace(",", ".")) if nombres else 0.0


@pytest.mark.parametrize(("preparer", "gabarit", "colonne"), DEMANDES)
def test_une_liste_se_trie_dans_les_deux_sens(preparer: Callable[[], Situation], gabarit: str, colonne: str) -> None:
    lecture = Lecture(preparer())
    croissante, decroissante = lecture.lire(tri=colonne), lecture.lire(tri=f"-{colonne}")
    assert f"{gabarit}.html" in {modele.name for modele in lecture.reponse.templates}
    (entete,) = croissante.xpath("thead//th[@aria-sort]")
    assert entete.get("aria-sort") == "ascending"
    assert decroissante.xpath("thead//th/@aria-sort") == ["descending"]
    lues = rangees(croissante)
    assert len(lues) >= 3
    assert rangees(decroissante) == lues[::-1]
    rang = croissante.xpath("thead//th").index(entete)
    (effet,) = decroissante.xpath("thead//th[@aria-sort]//span")
    valeurs = [valeur(rangee[rang], texte(effet).removeprefix(": trier ")) for rangee in lues]
    assert valeurs == sorted(valeurs)
    assert len(set(valeurs)) > 1


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), TOUTES)
def test_une_liste_ne_se_trie_que_par_ses_colonnes(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    lecture = Lecture(preparer())
    sienne = lecture.lire()
    liens = [lien.rpartition("tri=")[2].partition("#")[0].removeprefix("-") for lien in sienne.xpath("thead//a/@href")]
    assert len(liens) == len(colonnes.split())
    assert set(filter(None, liens)) <= {*colonnes.split(), lecture.adresse.partition("?")[2]}
    for hostile in ("password", "utilisateur__password", "caisse__nom", "-", "id%00", "nom_recherche"):
        assert rangees(lecture.lire(tri=hostile)) == rangees(sienne)


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), TOUTES)
def test_une_liste_triee_demande_autant_a_la_base(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    lecture = Lecture(preparer())
    lecture.lire()
    nombres = set()
    for tri in ("", *colonnes.split()):
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            lecture.lire(tri=tri)
        nombres.add(len(requetes))
    assert len(nombres) == 1, nombres


@pytest.mark.parametrize(("preparer", "gabarit", "colonnes"), HISTOIRES)
def test_une_histoire_se_lit_depuis_son_debut_par_le_meme_index(
    preparer: Callable[[], Situation], gabarit: str, colonnes: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("plans of SQLite, which do not depend on how many rows there are")
    lecture = Lecture(preparer())
    lecture.lire()
    plans = []
    for tri in ("", colonnes):
        with CaptureQueriesContext(connection) as requetes:
            lecture.lire(tri=tri)
        plans.append([plan(requete["sql"]) for requete in requetes if " LIMIT 26" in requete["sql"]])
    assert plans[0] == plans[1] != []


def plan(requete: str) -> list[str]:
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN QUERY PLAN {requete}".replace("%", "%%"))
        return [detail for *_, detail in curseur.fetchall()]


def test_chaque_liste_triee_est_dans_ces_tests() -> None:
    tries = {
        str(fichier.relative_to(fichier.parent.parent)).removesuffix(".html")
        for fichier in GABARITS.glob("*/templates/**/*.html")
        if "tri=page.tri" in fichier.read_text()
    }
    assert tries - {"demo/composants"} == {gabarit for _, gabarit, _ in LISTES}

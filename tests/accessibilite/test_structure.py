"""The HTML of every page of the portal, then of pages that are wrong on purpose."""

from collections import defaultdict

import lxml.html
import pytest

from tests.accessibilite import structure
from tests.accessibilite.pages import SANS_PAGE, pages_lues
from tests.droits.conftest import Portail
from tests.droits.table import PAGES, ROLES


@pytest.mark.exigence("ACC-05")
def test_la_structure_de_chaque_page_est_juste(portail: Portail) -> None:
    defauts, titres = [], defaultdict(set)
    for role, page in pages_lues():
        reponse = portail.demander(role, "GET", portail.adresse(page, ROLES[role].objets))
        assert reponse.headers["Content-Type"].startswith("text/html"), page.url
        document = lxml.html.document_fromstring(reponse.content.decode())
        titres[role.partition("_")[0], document.findtext(".//title")].add(page.url)
        if not reponse.content.lstrip().lower().startswith(b"<!doctype html>"):
            defauts.append(f"{page.url}: no doctype")
        for regle in structure.REGLES:
            defauts += [f"{page.url} ({regle.__name__}): {defaut}" for defaut in regle(document)]
    assert defauts == []
    communs = {titre: urls for (_, titre), urls in titres.items() if len(urls) > 1}
    assert communs == {}, communs


def test_ce_qui_est_ecarte_n_est_pas_une_page(portail: Portail) -> None:
    roles = ("anonyme", "amd_utilisateur", "evaluation_utilisateur", "agent_03")
    pages = []
    for page in PAGES.values():
        role = next((nom for nom in roles if page.attendu(ROLES[nom], "GET") == "200"), None)
        if role and page.url.endswith(SANS_PAGE):
            reponse = portail.demander(role, "GET", portail.adresse(page, ROLES[role].objets))
            if reponse.headers["Content-Type"].startswith("text/html"):
                pages.append(page.url)
    assert pages == []


FAUTIVES = {
    structure.langue_du_document: "<html lang='en'>",
    structure.titre_du_document: "<title>Accueil</title>",
    structure.titres: "<h1>A</h1><h3>B</h3>",
    structure.reperes: "<main></main>",
    structure.evitement: "<a href='/'>Accueil</a>",
    structure.identifiants: "<p id='a'></p><p id='a'></p>",
    structure.etiquettes: "<input name='nom'>",
    structure.groupes: "<input type='radio' name='a'><input type='radio' name='a'>",
    structure.noms_accessibles: "<button></button>",
    structure.images: "<img src='a.png'>",
    structure.tableaux: "<table><tr><td>1</td></tr></table>",
    structure.listes: "<ul><p>a</p></ul>",
    structure.ordre_de_tabulation: "<p tabindex='2'></p>",
    structure.cadres: "<iframe src='/a'></iframe>",
    structure.presentation: "<p align='center'>a</p>",
    structure.fenetres: "<a href='/' target='_blank'>Aide</a>",
    structure.agrandissement: "<meta name='viewport' content='width=device-width, user-scalable=no'>",
}


@pytest.mark.parametrize("regle", structure.REGLES, ids=lambda regle: regle.__name__)
def test_chaque_regle_voit_la_faute_qu_elle_cherche(regle: structure.Regle) -> None:
    assert list(regle(lxml.html.document_fromstring(FAUTIVES[regle])))

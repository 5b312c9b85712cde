"""The gallery shows every component, whatever is added later."""

import re
from pathlib import Path

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from ppas.demo import galerie
from ppas.socle.templatetags import composants, graphiques, icones
from tests.accessibilite.structure import REGLES

PPAS = Path(composants.__file__).parents[2]
FICHIERS = sorted(
    fichier.as_posix().partition("/templates/")[2] for fichier in PPAS.glob("*/templates/*/composants/*.html")
)
BALISES = sorted(nom for bibliotheque in (composants, graphiques, icones) for nom in bibliotheque.register.tags)
SOURCE = (PPAS / "demo/templates/demo/composants.html").read_text()


@pytest.fixture
def reponse(db: None, client: Client):
    composants._dessiner_menu.cache_clear()  # a menu drawn before would not be seen here
    return client.get(reverse("demo:composants"))


@pytest.mark.parametrize("fichier", FICHIERS)
def test_chaque_composant_est_dans_la_galerie(reponse, fichier: str) -> None:
    assert fichier in {gabarit.name for gabarit in reponse.templates}


@pytest.mark.parametrize("balise", BALISES)
def test_chaque_balise_est_dans_la_galerie(balise: str) -> None:
    assert re.search(rf"{{% {balise} ", SOURCE)


def test_la_galerie_suit_les_regles_de_toutes_les_pages(reponse) -> None:
    page = lxml.html.document_fromstring(reponse.text)
    assert [f"{regle.__name__}: {defaut}" for regle in REGLES for defaut in regle(page)] == []


def test_chaque_message_a_le_role_de_son_niveau(reponse) -> None:
    page = lxml.html.document_fromstring(reponse.text)
    roles = {
        message.get("class").split()[1]: message.get("role")
        for message in page.xpath("//div[starts-with(@class, 'message ')]")
    }
    assert roles == {"info": "status", "success": "status", "warning": "alert", "error": "alert"}


def test_la_galerie_montre_des_textes_longs_et_des_erreurs(reponse) -> None:
    page = lxml.html.document_fromstring(reponse.text)
    assert galerie.LONG in reponse.text
    assert len(page.xpath("//*[@aria-invalid='true']")) >= 4


@pytest.mark.parametrize(
    ("tri", "attendus"),
    [
        ("", ["association Ciel Bleu", "Étoile du Berger", "Zélie Services"]),
        ("-montant", ["Zélie Services", "Étoile du Berger", "association Ciel Bleu"]),
    ],
)
def test_le_tableau_trie_de_la_galerie_se_trie(db: None, client: Client, tri: str, attendus: list[str]) -> None:
    page = lxml.html.fromstring(client.get(reverse("demo:composants"), {"tri": tri}).content)
    assert [entete.text for entete in page.xpath("//div[@id='tri']//tbody//th")] == attendus

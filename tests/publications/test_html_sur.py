"""Hostile HTML that is already in the database: the pages show it harmless."""

import json

import lxml.html
import pytest
from django.test import Client
from wagtail.rich_text import RichText

from ppas.publications.html import html_sur
from ppas.publications.models import Annonce, Faq
from tests.factories.publications import AnnonceFactory, actualite
from tests.publications.test_edition_erreurs import HOSTILES

TOUS = [
    *HOSTILES,
    "<p>avant</p><![CDATA[x><img src=x onerror=alert(1)>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<?x ><img src=x onerror=alert(1)>",
    '<a href="jav\tascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    '<p style="position:fixed">x</p><form action="//exemple.fr"><input name="a"></form>',
    '<base href="//exemple.fr"><meta http-equiv="refresh" content="0;url=//exemple.fr">',
]
ADMIS = {"p", "br", "hr", "h2", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "sub", "sup", "a", "div"}


def est_inerte(html: str) -> bool:
    """Whether the HTML holds nothing but the elements of the text editor, and links that lead to an address."""
    arbre = lxml.html.fragment_fromstring(html, create_parent="div")
    elements = list(arbre.iter())
    return all(
        element.tag in ADMIS
        and set(element.attrib) <= {"href"}
        and element.get("href", "/").startswith(("/", "http://", "https://", "mailto:", "tel:"))
        for element in elements
    )


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("hostile", TOUS)
def test_un_texte_hostile_est_rendu_inerte(hostile: str) -> None:
    assert est_inerte(html_sur(hostile))
    assert est_inerte(str(RichText(f"<p>a</p>{hostile}<p>b</p>")))


def test_temoin_le_controle_voit_ce_qui_est_hostile() -> None:
    assert not any(est_inerte(hostile) for hostile in HOSTILES)


def test_un_texte_de_l_editeur_est_rendu_tel_quel() -> None:
    texte = '<h2>Titre</h2><p>Un <b>mot</b> &amp; <a href="/faq/">un lien</a><br/></p><ul><li>« é »</li></ul><hr/>'
    assert html_sur(texte) == texte


@pytest.mark.django_db
@pytest.mark.exigence("CAI-15")
@pytest.mark.usefixtures("accueil")
def test_un_corps_hostile_deja_dans_la_base_ne_fait_rien_sur_les_pages(client: Client) -> None:
    hostile = "".join(TOUS)
    blocs = [
        {"type": "texte", "value": hostile},
        {"type": "encadre", "value": {"titre": hostile[:60], "texte": hostile}},
        {"type": "etape", "value": {"titre": "Étape", "texte": hostile}},
    ]
    page = actualite("Essai", corps=json.dumps(blocs))
    annonce = AnnonceFactory()
    Annonce.objects.filter(pk=annonce.pk).update(texte=hostile, debut="2020-01-01T00:00Z")
    Faq.objects.update(introduction=hostile)
    for adresse in (page.chemin, "/", "/faq/"):
        contenu = client.get(adresse).text.partition("<main")[2].partition("</main>")[0]
        arbre = lxml.html.fragment_fromstring(f"<main{contenu}</main>")
        assert not arbre.xpath("//script | //style | //iframe | //form | //meta | //base | //math"), adresse
        assert not arbre.xpath("//@*[starts-with(name(), 'on') or contains(., 'script:') or starts-with(., 'data:')]")

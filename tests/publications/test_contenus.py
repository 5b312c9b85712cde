"""The portal's own texts are true of it: proofs, links, anchors, quoted labels, pictures (docs/decisions/0136)."""

import gettext
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
import wagtail.admin
from django.template.defaultfilters import slugify
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from pytest_django.asserts import assertContains

from ppas.publications.aide import AIDES, adresse_de_l_aide
from ppas.publications.models import PageAccueil
from ppas.publications.models.blocs import CAPTURES
from ppas.publications.operations.charger_contenus import charger_contenus
from ppas.publications.regles.contenus import Contenu
from tests.factories import MOT_DE_PASSE, ConventionFactory, RattachementFactory
from tests.publications.textes import (
    blocs,
    citations,
    contenus,
    contenus_de_la_demo,
    en_clair,
    html,
    ids_des_tests,
    liens,
    sources_du_portail,
)

GUIDES = [page for page in contenus() if any(bloc["type"] == "etape" for bloc in blocs(page))]
A_PROUVER = ["QuestionFaq", "PageType", "PageLibre"]
SANS_PREUVE = {"mentions-legales"}
"""Pages whose sentences are for whoever runs the portal to complete."""
PARTIES = [
    "Assistance technique",
    "La facturation par saisie en ligne",
    "La facturation par fichier",
    "Le bordereau de paiement",
    "Les anomalies de facturation, de report",
]
NB_QUESTIONS = 24
EXTERNES = {"https://www.adobe.com/fr/acrobat/pdf-reader.html", "https://www.legifrance.gouv.fr/"}
MOTS_DE_WAGTAIL = {"Add child page", "Publish", "Reports", "Save draft", "Set schedule"}
"""Words of the editors' screens that the portal does not write itself."""
PAS_DES_LIBELLES = {
    "nn nn nn nn nn",  # a pattern
    "données de sites",  # words of the browsers
    "Cookies et autres données des sites",
    "images et fichiers en cache",
    "Effacer les données de navigation",
    "Renommer",  # the computer's own menu
    "La documentation",  # titles of pages, which are contents too
    "Guides et outils",
    "Les cahiers des charges",
    "Barèmes en vigueur",
    "Administration",  # a group of the menu, written in capitals on the screen
    "ppas importer",  # commands
    "ppas exporter",
    "Evaluations transmises",  # the manual's own spelling, in the menu
}


D_UN_OBJET = {"facturation:tableur", "facturation:depot", "paiements:bordereau"}
"""Screens of the help whose address holds a number."""


def noms(pages: list[Contenu]) -> list[str]:
    """Return readable test ids."""
    return [page.slug for page in pages]


@pytest.mark.exigence("DOC-06", "DOC-07")
def test_la_faq_a_ses_cinq_parties_et_ses_vingt_quatre_questions() -> None:
    pages = contenus()
    assert [page.titre for page in pages if page.type == "PartieFaq"] == PARTIES
    questions = [page for page in pages if page.type == "QuestionFaq"]
    assert len(questions) == NB_QUESTIONS
    assert all(html(question).strip() for question in questions)


@pytest.mark.exigence("DOC-07")
@pytest.mark.parametrize("page", [page for page in contenus() if page.preuves], ids=lambda page: page.slug)
def test_chaque_test_nomme_par_un_contenu_existe(page: Contenu) -> None:
    assert set(page.preuves) - ids_des_tests() == set()


@pytest.mark.exigence("DOC-07")
def test_chaque_reponse_et_chaque_page_nomment_un_test() -> None:
    a_prouver = [page for page in contenus() if page.type in A_PROUVER and page.slug not in SANS_PREUVE]
    assert [page.slug for page in a_prouver if not page.preuves] == []


@pytest.mark.exigence("DOC-02", "DOC-03")
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)
def test_chaque_etape_d_un_guide_nomme_un_test(guide: Contenu) -> None:
    etapes = [bloc for bloc in blocs(guide) if bloc["type"] == "etape"]
    assert [etape["titre"] for etape in etapes if not etape.get("preuves")] == []


@pytest.mark.exigence("DOC-02", "DOC-03")
def test_chaque_sorte_de_partenaire_et_la_caisse_ont_leurs_manuels() -> None:
    concernes = {type_ for guide in GUIDES for type_ in guide.champs["concerne"]}
    assert concernes == {"aide-a-domicile", "evaluation", "habitat"}
    assert {"manuel-d-inscription", "guide-de-la-caisse"} <= set(noms(GUIDES))


def test_deux_etapes_d_un_guide_n_ont_pas_la_meme_ancre() -> None:
    for guide in GUIDES:
        ancres = [slugify(bloc["titre"]) for bloc in blocs(guide) if bloc["type"] == "etape"]
        assert len(ancres) == len(set(ancres)), guide.slug


@pytest.mark.exigence("DOC-08")
def test_chaque_lien_et_chaque_ancre_des_contenus_mene_quelque_part(accueil: PageAccueil, client: Client) -> None:
    pages = [*contenus(), *contenus_de_la_demo()]
    defauts = [f"{page.slug}: {lien}" for page in pages for lien in liens(page) if not mene_quelque_part(lien, client)]
    assert defauts == []


def mene_quelque_part(lien: str, client: Client) -> bool:
    """Say whether a link leads to a screen of the portal, to a published page, or to a site that we know."""
    if lien.startswith("http"):
        return lien in EXTERNES
    try:
        adresse = reverse(lien.removeprefix("url:").partition("#")[0]) if lien.startswith("url:") else lien
    except NoReverseMatch:
        return False
    morceaux = urlsplit(adresse)
    ancre = morceaux.fragment or lien.partition("#")[2]
    if resolve(morceaux.path).url_name != "wagtail_serve" and not ancre:
        return True
    reponse = client.get(morceaux.path)
    return reponse.status_code == 200 and (not ancre or f'id="{ancre}"' in reponse.content.decode())


@pytest.mark.exigence("DOC-06", "DOC-08")
def test_les_ancres_de_la_faq_ne_changent_pas(accueil: PageAccueil, client: Client) -> None:
    page = lxml.html.fromstring(client.get("/faq/").content)
    ancres = {element.get("id") for element in page.iter() if element.get("id")}
    assert {"nommer", "renommer", "configuration", "inscription", "compte-bloque"} <= ancres
    assert {lien.get("href").removeprefix("#") for lien in page.xpath("//nav[@aria-label='Questions']//a")} <= ancres


def libelles_de_wagtail() -> set[str]:
    """Return what Wagtail's screens say in French."""
    catalogue = gettext.translation("django", Path(wagtail.admin.__file__).parent / "locale", ["fr"])
    return {catalogue.gettext(mot) for mot in MOTS_DE_WAGTAIL}


@pytest.mark.exigence("DOC-02")
@pytest.mark.parametrize(
    "page", [page for page in contenus() if page in GUIDES or page.type == "QuestionFaq"], ids=lambda page: page.slug
)
def test_chaque_libelle_cite_existe_dans_le_portail(page: Contenu) -> None:
    sources = sources_du_portail()
    titres = {en_clair(contenu.titre) for contenu in contenus()}
    connus = {en_clair(libelle) for libelle in PAS_DES_LIBELLES | libelles_de_wagtail()} | titres
    cites = {cite for bloc in blocs(page) for cite in citations(f"{bloc.get('texte', '')} {bloc.get('legende', '')}")}
    assert {cite for cite in cites if cite not in sources and cite not in connus} == set()


@pytest.mark.exigence("DOC-10")
def test_chaque_image_des_contenus_a_un_texte_qui_la_remplace(accueil: PageAccueil, client: Client) -> None:
    images = lxml.html.fromstring(client.get("/faq/").content).xpath("//main//img")
    assert [len(image.get("alt")) > 20 for image in images] == [True]
    with closing(client.get(images[0].get("src"))) as image:
        assert image.status_code == 200


def test_chaque_ecran_d_un_guide_garde_sa_place_avant_d_arriver(accueil: PageAccueil, client: Client) -> None:
    page = client.get("/documentation/guides-et-outils/facturation-par-fichier/").text
    images = re.findall(r"<img src=[^>]*captures/[^>]*>", page)
    assert images
    assert [image for image in images if not re.search(r' width="\d+" height="\d+"', image)] == []


@pytest.mark.exigence("DOC-02")
def test_chaque_ecran_montre_par_un_guide_existe_et_chaque_image_est_montree() -> None:
    etapes = [bloc for guide in GUIDES for bloc in blocs(guide) if bloc.get("capture")]
    assert all(etape["legende"] for etape in etapes)
    assert {etape["capture"] for etape in etapes} == {image.stem for image in CAPTURES.glob("*.png")}


@pytest.mark.parametrize("ecran", AIDES)
def test_l_aide_d_un_ecran_mene_a_une_etape_de_son_guide(ecran: str) -> None:
    guide, ancre = AIDES[ecran]
    (trouve,) = (page for page in GUIDES if page.slug == guide)
    assert ancre in {slugify(bloc["titre"]) for bloc in blocs(trouve) if bloc["type"] == "etape"}
    assert reverse(
        ecran, args=[1] if ecran in {"facturation:tableur", "facturation:depot", "paiements:bordereau"} else []
    )


def test_l_ecran_porte_le_lien_de_son_aide(accueil: PageAccueil, client: Client) -> None:
    client.force_login(RattachementFactory(partenaire=ConventionFactory().partenaire).utilisateur)
    page = client.get(reverse("paiements:bordereaux")).content.decode()
    assert f'href="{adresse_de_l_aide("paiements:bordereaux")}"' in page
    assert "Aide de cette page" not in client.get(reverse("accueil:services")).content.decode()


def test_recharger_ne_change_rien(accueil: PageAccueil) -> None:
    assert charger_contenus() == 0


def test_les_mentions_legales_comptent_tous_les_cookies(accueil: PageAccueil, client: Client) -> None:
    compte = RattachementFactory().utilisateur
    client.get(reverse("comptes:connexion"))
    client.post(reverse("comptes:connexion"), {"identifiant": compte.login, "mot_de_passe": MOT_DE_PASSE})
    assert sorted(client.cookies) == ["csrftoken", "ppas_navigateur", "ppas_page", "ppas_session"]
    assertContains(client.get(reverse("publications:mentions")), "que quatre cookies")


def test_la_typographie_est_francaise() -> None:
    fautes = [
        f"{page.slug}: {trouve}"
        for page in contenus()
        for trouve in re.findall(r".{12}(?: [:;?!»]|« |\w'\w).{5}", re.sub(r"<[^>]*>", "", html(page)))
    ]
    assert fautes == []

"""What the public pages list exists."""

from collections.abc import Iterator

import pytest
from django.urls import URLResolver, get_resolver, reverse

from ppas.accueil.contenus import PAGES_PUBLIQUES
from ppas.accueil.regles.menu import PAR_TYPE
from ppas.caisses.models import TypePartenaire
from ppas.publications.regles.contenus import lire


@pytest.mark.exigence("PUB-18")
@pytest.mark.parametrize("url", [contenu.url for contenu in PAGES_PUBLIQUES])
def test_chaque_page_annoncee_existe(url: str) -> None:
    assert reverse(url)


HORS_PLAN = {
    "accueil:recherche",  # in the header of every page
    "accueil:accueil",  # written in the page
    *(f"publications:{nom}" for nom in ("actualites", "documentation", "faq", "offre")),  # the editors' tree
    *(f"publications:{nom}" for nom in ("qui_sommes_nous", "mentions", "copyright", "guides", "cahiers_des_charges")),
    "publications:flux",  # named by the list of news
    "wagtail_serve",  # the tree itself
    "accueil:plan",  # itself
    "comptes:deconnexion",  # a button, not a page
    "partenaires:convention_requise",  # the next steps of the registration, reached in their order
    "partenaires:preinscription",
    "partenaires:preinscription_terminee",
    "comptes:code",
    "hors_ligne:application",  # opened by « Gestion du mode déconnecté », empty for whoever has not generated it
    "hors_ligne:travailleur",
    "facturation:cahier_pdf",  # named by the page that each prints
    "facturation:procedure_pdf",
    "socle:captcha_nouveau",  # read by a script
}


def pages_publiques(resolveur: URLResolver, prefixe: str = "") -> Iterator[str]:
    """Walk the public pages that have an address of their own; not the demonstration's nor the editors'."""
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLResolver) and motif.namespace != "demo" and str(motif.pattern) != "edition/":
            yield from pages_publiques(motif, f"{motif.namespace}:")
        elif getattr(motif.callback, "garde", "") == "public" and not motif.pattern.converters:
            yield f"{prefixe}{motif.name}"


@pytest.mark.exigence("PUB-18")
def test_le_plan_du_site_n_oublie_aucune_page_publique() -> None:
    annoncees = {contenu.url for contenu in PAGES_PUBLIQUES} | {c.champs.get("page_du_portail") for c in lire().tous()}
    assert set(pages_publiques(get_resolver())) - annoncees - HORS_PLAN == set()


@pytest.mark.exigence("SRV-01")
def test_les_types_de_partenaire_sont_les_memes_partout() -> None:
    codes = {TypePartenaire.AIDE_A_DOMICILE, TypePartenaire.EVALUATION, TypePartenaire.HABITAT}
    pages = {page.champs["type_partenaire"] for page in lire().tous() if page.type == "PageType"}
    assert pages == set(PAR_TYPE) == codes

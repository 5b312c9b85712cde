"""Keeping the search in step with what is published, in the transaction of the publication."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

import lxml.html
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.backends import get_search_backend

from ppas.publications.models import (
    Actualite,
    EntreeRecherche,
    FicheDocument,
    Fichier,
    Genre,
    PageLibre,
    PagePortail,
    PageType,
    QuestionFaq,
)
from ppas.publications.regles.mots import racines

GENRES: dict[type[PagePortail], Genre] = {
    Actualite: Genre.ACTUALITE,
    FicheDocument: Genre.DOCUMENT,
    QuestionFaq: Genre.FAQ,
    PageLibre: Genre.PAGE,
    PageType: Genre.PAGE,
}
TEXTE_MAX = 200_000
"""Characters of a page, its files included, that the search keeps."""
FIN_DE_BLOC = re.compile(r"</(?:p|li|h[1-6]|td|th|caption|dt|dd|div)>")


@transaction.atomic
def indexer(page: PagePortail) -> None:
    """Make `page` found if it is published and of a kind that is looked for, forgotten otherwise."""
    desindexer(page.pk)
    if page.live and type(page) in GENRES:
        entree = _entree(page)
        entree.save()
        index.insert_or_update_object(entree)


def desindexer(page_id: int) -> None:
    """Make a page found no more."""
    EntreeRecherche.objects.filter(page_id=page_id).delete()


@transaction.atomic
def tout_indexer() -> int:
    """Index again all that is published; return how many pages are found by the search."""
    EntreeRecherche.objects.all().delete()
    publiees = (page for modele in GENRES for page in modele.objects.live())
    entrees = EntreeRecherche.objects.bulk_create([_entree(page) for page in publiees])
    moteur = get_search_backend().get_index_for_model(EntreeRecherche)
    moteur.add_items(EntreeRecherche, entrees)
    return len(entrees)


def oublier(entree: EntreeRecherche) -> None:
    """Take what was indexed of an entry that is deleted."""
    index.remove_object(entree)


def _entree(page: PagePortail) -> EntreeRecherche:
    texte = " ".join(" ".join(_textes(page)).split())[:TEXTE_MAX]
    return EntreeRecherche(
        page_id=page.pk,
        genre=GENRES[type(page)],
        titre=page.title,
        texte=texte,
        adresse=getattr(page, "lien", page.chemin),
        date=getattr(page, "date", None),
        caisse_id=getattr(page, "caisse_id", None),
        racines_titre=" ".join(racines(page.title)),
        racines=" ".join(racines(texte)),
    )


def _textes(page: PagePortail) -> Iterator[str]:
    """Yield what `page` says: its abstract, its body, its files, the page of the portal that it names."""
    yield getattr(page, "chapo", "") or getattr(page, "resume", "")
    for bloc in page.blocs:
        yield from map(en_texte, bloc.block.get_searchable_content(bloc.value))
        if bloc.block_type == "documents":
            yield from _textes_des_fichiers(bloc.value)
    if isinstance(page, FicheDocument):
        yield from _textes_des_fichiers([version.fichier for version in page.versions.select_related("fichier")[:1]])
        if page.page_du_portail:
            yield _texte_de_la_page(page.page_du_portail)


def _textes_des_fichiers(fichiers: Iterable[Fichier]) -> Iterator[str]:
    for fichier in fichiers:
        yield f"{fichier.title} {fichier.texte}"


def en_texte(html: str) -> str:
    """Return the words of a piece of HTML, those of two blocks apart."""
    return unescape(strip_tags(FIN_DE_BLOC.sub(" ", html)))


def _texte_de_la_page(nom: str) -> str:
    """Return what a visitor reads on the public page `nom` that the portal makes; nothing of a file."""
    requete: Any = HttpRequest()
    requete.method, requete.path = "GET", reverse(nom)
    requete.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "443"}
    requete.user, requete.au_nom_de = AnonymousUser(), None
    trouvee = resolve(requete.path)
    requete.resolver_match = trouvee
    try:
        reponse = trouvee.func(requete, *trouvee.args, **trouvee.kwargs)
    except Http404:
        return ""
    if not reponse.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    contenu = lxml.html.document_fromstring(reponse.content.decode()).find(".//main")
    return "" if contenu is None else en_texte(lxml.html.tostring(contenu, encoding="unicode"))


def pages_de(fichier: Fichier) -> list[Page]:
    """Return the published documents of which `fichier` is a version."""
    return list(FicheDocument.objects.live().filter(versions__fichier=fichier))

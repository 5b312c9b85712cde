"""Where the published texts lead, read in the texts themselves: Wagtail's index of references is made by the worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from ppas.publications.models import Annonce, Fichier
from ppas.publications.models.base import chemin
from ppas.publications.regles.liens import Lien, liens

PAR_LOT = 200


@dataclass(frozen=True)
class Source:
    """A published text and its links; `page` is None for an announcement."""

    titre: str
    page: Page | None
    liens: tuple[Lien, ...]


@dataclass(frozen=True)
class LienMort:
    """A link that leads nowhere, or (`est_externe`) that nobody has followed."""

    source: Source
    lien: Lien
    est_externe: bool = False


def sources() -> Iterator[Source]:
    """Yield all that is published and holds a link."""
    pages = Page.objects.live().filter(depth__gt=1).order_by("path").specific()
    for objet in (*pages.iterator(chunk_size=PAR_LOT), *Annonce.objects.all()):
        trouves = tuple(lien for texte in _textes(objet) for lien in liens(texte))
        if trouves:
            yield Source(str(objet), objet if isinstance(objet, Page) else None, trouves)


def liens_a_revoir() -> list[LienMort]:
    """Return the links of the published texts that lead nowhere on the portal, and those that leave it.

    Nothing is asked of another site.
    """
    trouvees = list(sources())
    publiees = {str(pk): chemin(url) for pk, url in _publiees()}
    fichiers = {str(pk) for pk in Fichier.objects.values_list("pk", flat=True)}
    chemins = set(publiees.values())
    return [
        LienMort(source, lien, lien.est_externe)
        for source in trouvees
        for lien in source.liens
        if lien.est_externe or not _mene_quelque_part(lien, publiees, fichiers, chemins)
    ]


def _publiees() -> Any:
    return Page.objects.live().filter(depth__gt=1).values_list("pk", "url_path")


def _mene_quelque_part(lien: Lien, pages: dict[str, str], fichiers: set[str], chemins: set[str]) -> bool:
    if lien.genre == "page":
        return lien.cible in pages
    if lien.genre == "document":
        return lien.cible in fichiers
    if not lien.chemin or lien.chemin in chemins:
        return True
    try:
        trouvee = resolve(lien.chemin)
    except Resolver404:
        return False
    if trouvee.url_name == "wagtaildocs_serve":
        return str(trouvee.kwargs["document_id"]) in fichiers
    return trouvee.url_name != "wagtail_serve" and trouvee.namespace != "publications"


def _textes(objet: Page | Annonce) -> Iterator[str]:
    for champ in objet._meta.get_fields():
        if isinstance(champ, RichTextField):
            yield getattr(objet, champ.name)
        elif isinstance(champ, StreamField):
            yield from _feuilles(getattr(objet, champ.name).get_prep_value())


def _feuilles(valeur: Any) -> Iterator[str]:
    """Yield the strings of the JSON in which Wagtail keeps a body."""
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for morceau in valeur.values():
            yield from _feuilles(morceau)
    elif isinstance(valeur, list):
        for morceau in valeur:
            yield from _feuilles(morceau)

"""Putting the portal's own texts on line: its pages, its FAQ, its guides. What an editor changed is left alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.images import ImageFile
from django.db import transaction
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection, Locale, Page, Site

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.publications.models import Annonce, FicheDocument, Fichier, VersionDocument
from ppas.publications.models.base import PagePortail
from ppas.publications.operations.espaces import ouvrir_l_edition
from ppas.publications.regles.contenus import RACINE, Contenu, lire, lire_annonces

LIEN_NOMME = re.compile(r'href="url:([\w:]+)(#[\w-]+)?"')


@transaction.atomic
def charger_contenus(racine: Path = RACINE) -> int:
    """Publish the pages under `racine` that do not exist yet; return how many.

    A page is known by its place in the tree. Raises ContenuIllisible, and NoReverseMatch for a link to nowhere.
    """
    contenu = lire(racine)
    accueil = _accueil(contenu)
    for annonce in lire_annonces(racine):
        Annonce.objects.get_or_create(
            texte=_liens(annonce.texte), defaults={"debut": annonce.debut, "fin": annonce.fin}
        )
    nb = sum(_charger(enfant, accueil) for enfant in contenu.enfants)
    ouvrir_l_edition()
    return nb


def _accueil(contenu: Contenu) -> Page:
    """Return the home page; the first time, make it the root of the one site."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    racine = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    existante = racine.get_children().filter(slug=contenu.slug).first()
    if existante:
        return existante.specific
    accueil = racine.add_child(instance=_page(contenu, racine))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": accueil, "site_name": settings.WAGTAIL_SITE_NAME},
    )
    return accueil


def _charger(contenu: Contenu, parent: Page, *, est_sous_une_nouvelle: bool = False) -> int:
    page = None if est_sous_une_nouvelle else parent.get_children().filter(slug=contenu.slug).first()
    est_nouvelle = page is None
    if page is None:
        page = parent.add_child(instance=_page(contenu, parent))
        if isinstance(page, FicheDocument):
            _versions(page, contenu)
    return est_nouvelle + sum(_charger(enfant, page, est_sous_une_nouvelle=est_nouvelle) for enfant in contenu.enfants)


def _page(contenu: Contenu, parent: Page) -> PagePortail:
    modele = apps.get_model("publications", contenu.type)
    champs = {
        nom: CHAMPS.get(nom, _texte)(valeur, contenu.dossier)
        for nom, valeur in contenu.champs.items()
        if nom not in {"concerne", "versions"}
    }
    page = modele(title=contenu.titre, slug=contenu.slug, locale_id=parent.locale_id, show_in_menus=True, **champs)
    if "concerne" in contenu.champs:
        page.concerne = TypePartenaire.objects.filter(code__in=contenu.champs["concerne"])
    return page


def _versions(page: FicheDocument, contenu: Contenu) -> None:
    for rang, version in enumerate(contenu.champs.get("versions", [])):
        fichier = _fichier(version["fichier"], version.get("titre", contenu.titre), contenu.dossier)
        VersionDocument.objects.create(
            fiche=page, sort_order=rang, libelle=version["libelle"], date=version["date"], fichier=fichier
        )


def _fichier(nom: str, titre: str, dossier: Path) -> Fichier:
    with (dossier / nom).open("rb") as source:
        fichier = Fichier(title=titre, collection=Collection.get_first_root_node())
        fichier.file.save(nom, File(source), save=False)
        fichier._set_document_file_metadata()  # noqa: SLF001  as Wagtail's own form does
        fichier.save()
        fichier.file.close()  # its hash was read from it
    return fichier


def _image(nom: str, titre: str, dossier: Path) -> int:
    with (dossier / nom).open("rb") as source:
        image = get_image_model()(title=titre, description=titre)
        image.file = ImageFile(source, name=nom)
        image._set_image_file_metadata()  # noqa: SLF001  as Wagtail's own form does, or the first look would write it
        image.save()
    return image.pk


def _texte(valeur: Any, dossier: Path) -> Any:
    return _liens(valeur) if isinstance(valeur, str) else valeur


def _liens(html: str) -> str:
    """Give its address to each link written `url:domaine:nom` or `url:domaine:nom#ancre`."""
    return LIEN_NOMME.sub(lambda lien: f'href="{reverse(lien[1])}{lien[2] or ""}"', html)


def _type(code: str, dossier: Path) -> TypePartenaire:
    return TypePartenaire.objects.get(code=code)


def _caisse(code: str, dossier: Path) -> Caisse:
    return Caisse.objects.get(code=code)


def _corps(blocs: list[dict[str, Any]], dossier: Path) -> list[dict[str, Any]]:
    """Return the value of a body from the blocks of a file."""
    return [{"type": bloc["type"], "value": BLOCS[bloc["type"]](bloc, dossier)} for bloc in blocs]


def _bloc_texte(bloc: dict[str, Any], dossier: Path) -> Any:
    return _liens(bloc["texte"])


def _bloc_compose(bloc: dict[str, Any], dossier: Path) -> Any:
    return {nom: _texte(valeur, dossier) for nom, valeur in bloc.items() if nom not in {"type", "preuves"}}


def _bloc_image(bloc: dict[str, Any], dossier: Path) -> Any:
    image = _image(bloc["fichier"], bloc["description"], dossier)
    return {"image": image, "alt_text": bloc["description"], "decorative": False}


def _bloc_tableau(bloc: dict[str, Any], dossier: Path) -> Any:
    return {
        "columns": [{"type": "texte", "heading": titre} for titre in bloc["colonnes"]],
        "rows": [{"values": ligne} for ligne in bloc["lignes"]],
        "caption": bloc["titre"],
    }


def _bloc_documents(bloc: dict[str, Any], dossier: Path) -> Any:
    return [_fichier(document["fichier"], document["titre"], dossier).pk for document in bloc["documents"]]


BLOCS: dict[str, Callable[[dict[str, Any], Path], Any]] = {
    "texte": _bloc_texte,
    "encadre": _bloc_compose,
    "etape": _bloc_compose,
    "image": _bloc_image,
    "tableau": _bloc_tableau,
    "documents": _bloc_documents,
}
CHAMPS: dict[str, Callable[[Any, Path], Any]] = {
    "corps": _corps,
    "reponse": _corps,
    "type_partenaire": _type,
    "caisse": _caisse,
}

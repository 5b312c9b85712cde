"""What makes the public pages change: each write of it renews the pages kept for visitors."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.images import get_image_model
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ppas.caisses.models import Regime, TypePartenaire
from ppas.publications.cache import changer_de_version
from ppas.publications.models import Annonce, Fichier, VersionDocument
from ppas.publications.models.base import PagePortail
from ppas.publications.models.blocs import LARGEUR_IMAGE


def ecouter() -> None:
    """Connect the signals; called once the models are loaded."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(changer_de_version)
    for modele in (Annonce, Fichier, VersionDocument, Regime, TypePartenaire, get_image_model()):
        for signal in (post_save, post_delete):
            signal.connect(changer_de_version, sender=modele)
    for signal in (post_save, post_delete):
        signal.connect(_page_ecrite)
    post_save.connect(_dessiner_les_images)


def _page_ecrite(sender: type[Model], **signal: Any) -> None:
    if issubclass(sender, PagePortail):
        changer_de_version()


def _dessiner_les_images(sender: type[Model], instance: Model, **signal: Any) -> None:
    """Make the pictures of a page at the size where it shows them: reading a page then writes nothing."""
    if not issubclass(sender, PagePortail):
        return
    for bloc in getattr(instance, "corps", None) or getattr(instance, "reponse", None) or ():
        if bloc.block_type == "image" and bloc.value is not None:
            bloc.value.get_rendition(LARGEUR_IMAGE)

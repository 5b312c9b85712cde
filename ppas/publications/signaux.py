"""What makes the public pages change: each write of it renews the pages kept for visitors."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.images import get_image_model
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ppas.caisses.models import Regime, TypePartenaire
from ppas.publications.cache import changer_de_version
from ppas.publications.models import Annonce, Fichier, VersionDocument
from ppas.publications.models.base import PagePortail
from ppas.publications.operations.dessiner import dessiner_les_images


def ecouter() -> None:
    """Connect the signals, to these models only; called once the models are loaded."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(changer_de_version)
    pages = [modele for modele in apps.get_app_config("publications").get_models() if issubclass(modele, PagePortail)]
    for modele in (*pages, Annonce, Fichier, VersionDocument, Regime, TypePartenaire, get_image_model()):
        for signal in (post_save, post_delete):
            signal.connect(changer_de_version, sender=modele)
    for modele in pages:
        post_save.connect(_page_ecrite, sender=modele)


def _page_ecrite(sender: type[PagePortail], instance: PagePortail, **signal: Any) -> None:
    dessiner_les_images(instance)

"""What follows a publication: the search."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ppas.publications.models import EntreeRecherche, Fichier
from ppas.publications.operations.indexer import desindexer, indexer, oublier, pages_de


@receiver(page_published)
def suivre_la_publication(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Make the page found."""
    indexer(instance)


@receiver(page_unpublished)
def suivre_le_retrait(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Make the page forgotten; a page that is being deleted says so too, and is still published then."""
    desindexer(instance.pk)


@receiver([post_page_move, page_slug_changed])
def suivre_le_deplacement(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Give their new addresses to the page and those below it."""
    for page in instance.get_descendants(inclusive=True).live().specific():
        indexer(page)


@receiver(post_save, sender=Fichier)
def suivre_le_fichier(sender: type[Fichier], instance: Fichier, **kwargs: Any) -> None:
    """Read again the text of the documents that show this file."""
    for page in pages_de(instance):
        indexer(page)


@receiver(post_delete, sender=EntreeRecherche)
def suivre_l_oubli(sender: type[EntreeRecherche], instance: EntreeRecherche, **kwargs: Any) -> None:
    """Take it out of the index."""
    oublier(instance)

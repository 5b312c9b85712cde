"""Making the pictures of a page beforehand, so that reading it writes nothing."""

from contextlib import suppress

from wagtail.images.models import AbstractImage, Filter, SourceImageIOError

from ppas.publications.models.base import PagePortail
from ppas.publications.models.blocs import LARGEUR_IMAGE


def dessiner_les_images(page: PagePortail) -> None:
    """Make each picture of the body of `page` at the size where it is shown, those that exist excepted.

    One whose file is lost is left: the page is published, and shows its text alternative.
    """
    for bloc in page.blocs:
        if bloc.block_type == "image" and bloc.value is not None:
            with suppress(SourceImageIOError):
                _dessiner(bloc.value)


def _dessiner(image: AbstractImage) -> None:
    """Do what Wagtail does at the first reading, which leaves the file open."""
    filtre = Filter(LARGEUR_IMAGE)
    cle = filtre.get_cache_key(image)
    if image.renditions.filter(filter_spec=filtre.spec, focal_point_key=cle).exists():
        return
    with image.generate_rendition_file(filtre) as montree:
        image.renditions.create(filter_spec=filtre.spec, focal_point_key=cle, file=montree)

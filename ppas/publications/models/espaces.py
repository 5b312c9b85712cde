"""What belongs to the editors of one caisse: its news, its files."""

from django.db import models

from ppas.caisses.models import Caisse
from ppas.publications.models.actualites import lit_la_caisse
from ppas.publications.models.base import Lecteur


class EspaceDeCaisse(models.Model):
    """The corner of a caisse among the publications: a collection of files; its news hang on `ActualitesDeCaisse`.

    Files and pictures of the collection are shown to the caisse's own public only, like its news.
    """

    caisse = models.OneToOneField(Caisse, models.PROTECT, related_name="espace", verbose_name="caisse")
    collection = models.OneToOneField(
        "wagtailcore.Collection", models.PROTECT, related_name="espace", verbose_name="collection"
    )

    class Meta:
        verbose_name = "espace de caisse"
        verbose_name_plural = "espaces de caisse"

    def __str__(self) -> str:
        return self.caisse.nom


def est_visible_par(collection_id: int, utilisateur: Lecteur) -> bool:
    """Whether `utilisateur`, signed in or not, may read the files of a collection; everybody reads the common ones."""
    caisse = EspaceDeCaisse.objects.filter(collection_id=collection_id).values_list("caisse", flat=True).first()
    return lit_la_caisse(utilisateur, caisse)

"""What the search knows of each published page (PUB-03)."""

from typing import Self

from django.db import models
from modelsearch.queryset import SearchableQuerySetMixin
from wagtail.search import index

from ppas.caisses.models import Caisse
from ppas.publications.models.actualites import caisses_de
from ppas.publications.models.base import Lecteur


class Genre(models.TextChoices):
    """The kinds of results, as the filters name them."""

    ACTUALITE = "actualite", "Actualités"
    DOCUMENT = "document", "Documents"
    FAQ = "faq", "FAQ"
    PAGE = "page", "Pages"


class EntreeRechercheQuerySet(SearchableQuerySetMixin, models.QuerySet["EntreeRecherche"]):
    """Entries of the search."""

    def visibles_par(self, lecteur: Lecteur) -> Self:
        """Those that `lecteur`, signed in or not, may read; at most one query more."""
        condition = caisses_de(lecteur)
        if condition is None:
            return self
        pour_tous = models.Q(caisse_id__isnull=True)
        # The search's engine takes lists, not subqueries.
        siennes = (
            list(Caisse.objects.filter(condition).values_list("pk", flat=True)) if lecteur.is_authenticated else []
        )
        return self.filter(pour_tous | models.Q(caisse_id__in=siennes)) if siennes else self.filter(pour_tous)


class EntreeRecherche(index.Indexed, models.Model):
    """A published page as the search sees it: plain texts, their stems, where they are read and by whom.

    It exists as long as its page is published: `operations.indexer` keeps it. Both databases index the same stems,
    so that both find the same pages.
    """

    search_auto_update = False  # `operations.indexer` does, in the transaction of the publication

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, related_name="entree_recherche")
    genre = models.CharField("genre", max_length=10, choices=Genre)
    titre = models.CharField("titre", max_length=255)
    texte = models.TextField("texte")
    adresse = models.CharField("adresse", max_length=500)
    date = models.DateField("date", null=True)
    caisse = models.ForeignKey(Caisse, models.CASCADE, null=True, related_name="+", verbose_name="caisse")
    racines_titre = models.TextField("racines du titre")
    racines = models.TextField("racines du texte")

    objects = EntreeRechercheQuerySet.as_manager()
    search_fields = [
        index.SearchField("racines_titre", boost=4),
        index.SearchField("racines"),
        index.FilterField("genre"),
        index.FilterField("caisse_id"),
    ]

    class Meta:
        verbose_name = "entrée de la recherche"
        verbose_name_plural = "entrées de la recherche"

    def __str__(self) -> str:
        return self.titre

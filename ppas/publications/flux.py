"""The feed of the news: what everybody may read."""

from datetime import datetime, time

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware

from ppas.publications.models import Actualite

ACTUALITES_DU_FLUX = 20


class FluxActualites(Feed):
    """The latest public news, as Atom."""

    feed_type = Atom1Feed
    title = "Partenaires Action Sociale : les actualités"
    subtitle = "Les actualités de l’action sociale, pour les partenaires des caisses de retraite."
    link = reverse_lazy("publications:actualites")

    def items(self):
        """Return the latest."""
        return Actualite.objects.visibles_par(AnonymousUser()).recentes()[:ACTUALITES_DU_FLUX]

    def item_title(self, item: Actualite) -> str:
        """Return the title."""
        return item.title

    def item_description(self, item: Actualite) -> str:
        """Return the abstract."""
        return item.chapo

    def item_link(self, item: Actualite) -> str:
        """Return the path."""
        return item.chemin

    def item_pubdate(self, item: Actualite) -> datetime:
        """Return the day that the editor gave, at midnight in Paris."""
        return make_aware(datetime.combine(item.date, time()))

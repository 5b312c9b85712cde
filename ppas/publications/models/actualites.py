"""News, for everybody or for the public of one caisse (PUB-07 to PUB-09, CAI-15)."""

from typing import Any, Self

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from ppas.caisses.models import Caisse
from ppas.publications.models.base import Lecteur, PagePortail
from ppas.publications.models.blocs import corps
from ppas.socle.horloge import aujourd_hui

ACTUALITES_PAR_PAGE = 10


def caisses_de(utilisateur: Lecteur) -> models.Q | None:
    """Return which caisses' news `utilisateur` may read, as a condition on a caisse; None means all of them.

    A partner reads those of the caisses with which he has a convention, an agent those of his own.
    """
    if not utilisateur.is_authenticated:
        return models.Q(pk__in=[])
    if utilisateur.est_national:
        return None
    return models.Q(agents__utilisateur=utilisateur) | models.Q(
        conventions__partenaire__rattachements__utilisateur=utilisateur
    )


def cercle(utilisateur: Lecteur) -> str:
    """Return a word common to those who read the same news, and to them only; visitors are apart from who signed in."""
    condition = caisses_de(utilisateur)
    if not utilisateur.is_authenticated:
        return "visiteurs"
    if condition is None:
        return "toutes"
    caisses = Caisse.objects.filter(condition).order_by("pk").values_list("pk", flat=True).distinct()
    return "caisses-" + "-".join(map(str, caisses))


def lit_la_caisse(utilisateur: Lecteur, caisse_id: int | None) -> bool:
    """Whether `utilisateur` may read what is for the public of this caisse; everybody reads what is of none."""
    condition = caisses_de(utilisateur)
    return caisse_id is None or condition is None or Caisse.objects.filter(condition, pk=caisse_id).exists()


class Actualites(RoutablePageMixin, PagePortail):
    """« Les actualités »: the list, by year, and its feed."""

    max_count = 1
    parent_page_types = ["publications.PageAccueil"]
    subpage_types = ["publications.Actualite", "publications.ActualitesDeCaisse"]

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"

    @path("")
    def liste(self, request: HttpRequest) -> HttpResponse:
        """Show the latest."""
        return self._montrer(request, Actualite.objects.visibles_par(request.user).recentes())

    @path("<int:annee>/")
    def annee(self, request: HttpRequest, annee: int) -> HttpResponse:
        """Show those of a year; 404 when it has none."""
        de_l_annee = Actualite.objects.visibles_par(request.user).recentes().filter(date__year=annee)
        if not de_l_annee.exists():
            raise Http404
        return self._montrer(request, de_l_annee, annee=annee)

    def _montrer(
        self, request: HttpRequest, actualites: "ActualiteQuerySet", *, annee: int | None = None
    ) -> HttpResponse:
        page = Paginator(actualites, ACTUALITES_PAR_PAGE).get_page(request.GET.get("page"))
        contexte = {"annee": annee, "actualites": page, "annees": Actualite.objects.visibles_par(request.user).annees()}
        return self.render(request, context_overrides=contexte)


class ActualitesDeCaisse(PagePortail):
    """Where a caisse's editors write: its news, listed with the others for those whom they concern."""

    caisse = models.OneToOneField(Caisse, models.PROTECT, related_name="actualites", verbose_name="caisse")

    parent_page_types = ["publications.Actualites"]
    subpage_types = ["publications.Actualite"]
    is_creatable = False  # `ouvrir_espace` makes it, with its rights

    class Meta:
        verbose_name = "actualités d’une caisse"
        verbose_name_plural = "actualités des caisses"

    def est_visible_par(self, utilisateur: Lecteur) -> bool:
        """Only to the caisse's own public."""
        return lit_la_caisse(utilisateur, self.caisse_id)


class ActualiteQuerySet(PageQuerySet):
    """News."""

    def visibles_par(self, utilisateur: Lecteur) -> Self:
        """Those published that `utilisateur`, signed in or not, may read."""
        condition = caisses_de(utilisateur)
        publiees = self.live()
        if condition is None:
            return publiees
        if not utilisateur.is_authenticated:
            return publiees.filter(caisse=None)
        return publiees.filter(models.Q(caisse=None) | models.Q(caisse__in=Caisse.objects.filter(condition)))

    def recentes(self) -> Self:
        """The latest first."""
        return self.order_by("-date", "-pk").select_related("caisse")

    def avant(self, actualite: "Actualite") -> "Actualite | None":
        """Return the one published just before `actualite`, or None."""
        return self.recentes().filter(Q(date__lt=actualite.date) | Q(date=actualite.date, pk__lt=actualite.pk)).first()

    def apres(self, actualite: "Actualite") -> "Actualite | None":
        """Return the one published just after `actualite`, or None."""
        suivantes = Q(date__gt=actualite.date) | Q(date=actualite.date, pk__gt=actualite.pk)
        return self.filter(suivantes).order_by("date", "pk").first()

    def annees(self) -> list[int]:
        """Return the years that have news, the latest first."""
        return [jour.year for jour in self.dates("date", "year", order="DESC")]


class Actualite(PagePortail):
    """A piece of news. `caisse` is copied from the place where it stands in the tree: it decides who reads it."""

    date = models.DateField("date", default=aujourd_hui)
    chapo = models.CharField("résumé", max_length=400)
    caisse = models.ForeignKey(
        Caisse, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="caisse"
    )
    corps = corps()

    objects = PageManager.from_queryset(ActualiteQuerySet)()
    parent_page_types = ["publications.Actualites", "publications.ActualitesDeCaisse"]
    subpage_types: list[str] = []
    content_panels = [*PagePortail.content_panels, FieldPanel("date"), FieldPanel("chapo"), FieldPanel("corps")]
    search_fields = [
        *PagePortail.search_fields,
        index.SearchField("chapo"),
        index.SearchField("corps"),
        index.FilterField("date"),
        index.FilterField("caisse_id"),
    ]

    class Meta:
        verbose_name = "actualité"
        indexes = [models.Index(fields=["-date", "page_ptr"], name="actualite_recentes")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the news before and after it, among those of the reader."""
        lisibles = Actualite.objects.visibles_par(request.user)
        contexte = {"precedente": lisibles.avant(self), "suivante": lisibles.apres(self)}
        return super().get_context(request, *args, **kwargs) | contexte

    def est_visible_par(self, utilisateur: Lecteur) -> bool:
        """To everybody, or to the public of its caisse."""
        return lit_la_caisse(utilisateur, self.caisse_id)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Take the caisse of the place where the page stands."""
        lieu = self.get_parent() if self.path else None
        self.caisse_id = (
            ActualitesDeCaisse.objects.filter(pk=lieu.pk).values_list("caisse", flat=True).first() if lieu else None
        )
        return super().save(*args, **kwargs)

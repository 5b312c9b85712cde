"""The home page, the sections and the pages that are only read."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from ppas.caisses.models import Regime, TypePartenaire
from ppas.publications.cache import garder
from ppas.publications.models.base import PagePortail
from ppas.publications.models.blocs import MISE_EN_FORME, corps

AU_PIED = {"qui-sommes-nous", "mentions-legales", "copyright"}
"""Pages of text that the footer leads to; the others of the footer are screens of the portal."""


class PageAccueil(PagePortail):
    """The home page; its blocks are the manual's (PUB-01, PUB-06 to PUB-13)."""

    affiche_titre = models.CharField("titre de l’affiche", max_length=120)
    affiche_texte = models.CharField("texte de l’affiche", max_length=300)
    services_texte = models.TextField("« Les services »", max_length=500)
    offre_titre = models.CharField("titre du bloc de l’offre", max_length=80, default="Notre offre pour les retraités")
    offre_texte = RichTextField("texte du bloc de l’offre", features=MISE_EN_FORME, blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    content_panels = [
        *PagePortail.content_panels,
        MultiFieldPanel([FieldPanel("affiche_titre"), FieldPanel("affiche_texte")], heading="Affiche"),
        FieldPanel("services_texte"),
        MultiFieldPanel([FieldPanel("offre_titre"), FieldPanel("offre_texte")], heading="Offre pour les retraités"),
    ]

    class Meta:
        verbose_name = "page d’accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add its contents, kept for those who read the same news."""
        from ppas.publications.models.actualites import cercle  # noqa: PLC0415

        contenu = garder(request, f"accueil.{cercle(request.user)}", lambda: self._contenu(request))
        return super().get_context(request, *args, **kwargs) | {"contenu": contenu}

    def _contenu(self, request: HttpRequest) -> SafeString:
        """Draw the announcements of the day, the latest news, the kinds of partner and the schemes."""
        from ppas.publications.models.actualites import Actualite  # noqa: PLC0415
        from ppas.publications.models.annonces import Annonce  # noqa: PLC0415

        contexte = {
            "page": self,
            "annonces": Annonce.objects.du_jour(),
            "actualites": Actualite.objects.visibles_par(request.user).recentes()[:3],
            "types": PageType.objects.live().order_by("path"),
            "regimes": Regime.objects.all(),
            "est_connecte": request.user.is_authenticated,
        }
        return render_to_string("publications/_accueil.html", contexte)


class Rubrique(PagePortail):
    """A section that only holds pages: « Les services », whose address is a screen of the portal."""

    parent_page_types = ["publications.PageAccueil"]
    subpage_types = ["publications.PageType", "publications.PageLibre"]

    class Meta:
        verbose_name = "rubrique"


class PageType(PagePortail):
    """« Plus d’information » on a kind of partner (PUB-11 to PUB-14)."""

    type_partenaire = models.OneToOneField(
        TypePartenaire, models.PROTECT, related_name="page", verbose_name="type de partenaire"
    )
    resume = models.CharField("résumé", max_length=250, help_text="Le texte de sa carte, sur la page d’accueil.")
    icone = models.CharField("icône", max_length=20, default="document")
    corps = corps()

    parent_page_types = ["publications.Rubrique"]
    subpage_types: list[str] = []
    content_panels = [
        *PagePortail.content_panels,
        FieldPanel("type_partenaire"),
        FieldPanel("resume"),
        FieldPanel("corps"),
    ]
    search_fields = [*PagePortail.search_fields, index.SearchField("resume"), index.SearchField("corps")]

    class Meta:
        verbose_name = "page d’un type de partenaire"
        verbose_name_plural = "pages des types de partenaire"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages of the other kinds of partner, and the documents that concern this one."""
        from ppas.publications.models.documents import FicheDocument  # noqa: PLC0415

        return super().get_context(request, *args, **kwargs) | {
            "types": PageType.objects.live().order_by("path"),
            "fiches": FicheDocument.objects.publiees().filter(concerne=self.type_partenaire_id),
        }


class PageLibre(PagePortail):
    """A page of text: « Qui sommes-nous ? », « Mentions légales », « Copyright », the offer for retired people."""

    corps = corps()

    parent_page_types = ["publications.PageAccueil", "publications.Rubrique", "publications.PageLibre"]
    subpage_types = ["publications.PageLibre"]
    content_panels = [*PagePortail.content_panels, FieldPanel("corps")]
    search_fields = [*PagePortail.search_fields, index.SearchField("corps")]

    class Meta:
        verbose_name = "page libre"
        verbose_name_plural = "pages libres"

    @property
    def est_au_pied(self) -> bool:
        """Whether the footer of every page leads to it."""
        return self.chemin.strip("/") in AU_PIED

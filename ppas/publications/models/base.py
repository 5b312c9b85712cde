"""What all pages have in common."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site

from ppas.comptes.models import Utilisateur
from ppas.publications.aide import GUIDES_CITES
from ppas.publications.regles.adresses import FIXES

type Lecteur = Utilisateur | AnonymousUser

STRUCTURE = {
    "PageAccueil",
    "Rubrique",
    "PageType",
    "Actualites",
    "ActualitesDeCaisse",
    "Documentation",
    "Faq",
}
"""Models whose pages the portal counts on, wherever they stand."""
PROFONDEUR_ACCUEIL = 2
"""Depth of the home page in Wagtail's tree, under its hidden root."""


def chemin(url_path: str) -> str:
    """Return the path on the portal of the page whose `url_path` begins with the home page's own segment.

    Unlike `Page.url` it asks nothing of the database nor of the cache: the portal is one site.
    """
    return "/" + url_path.split("/", 2)[2]


class PagePortail(Page):
    """A page of the public site: served inside the portal's own layout, with its breadcrumb."""

    class Meta:
        abstract = True

    @property
    def chemin(self) -> str:
        """Its path on the portal."""
        return chemin(self.url_path)

    @property
    def blocs(self) -> Iterable[Any]:
        """The blocks of its body, by whatever name its model calls it; none when it has no body."""
        return getattr(self, "corps", None) or getattr(self, "reponse", None) or ()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Give Wagtail the same path, without its cache."""
        site = Site.find_for_request(request) if request else Site.objects.filter(is_default_site=True).first()
        return (site.pk, site.root_url, self.chemin) if site else None

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """Return `publications/<model>.html`."""
        return f"publications/{self._meta.model_name}.html"

    def est_structurelle(self) -> bool:
        """Whether the portal counts on this page: menus, help links, the home page, a caisse's rights name it."""
        adresse = self.chemin.strip("/")
        return type(self).__name__ in STRUCTURE or adresse in FIXES.values() or adresse in GUIDES_CITES

    def clean(self) -> None:
        """Refuse to hide a page on which the portal counts, or to move it by its slug."""
        super().clean()
        if self.pk is None or not self.est_structurelle():
            return
        if self.slug != Page.objects.values_list("slug", flat=True).get(pk=self.pk):
            raise ValidationError({"slug": "Des menus du portail mènent à cette adresse : elle ne peut pas changer."})
        if self.expire_at:
            raise ValidationError({"expire_at": "Des menus du portail mènent à cette page : elle n’a pas de fin."})

    def fil(self) -> list[tuple[str, str | None]]:
        """Return the breadcrumb below the home page (PUB-24), in at most one query."""
        ancetres = (
            self.get_ancestors().filter(depth__gt=PROFONDEUR_ACCUEIL).values_list("title", "url_path")
            if self.depth > PROFONDEUR_ACCUEIL + 1
            else []
        )
        return [*((titre, chemin(url_path)) for titre, url_path in ancetres), (self.title, None)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the breadcrumb."""
        return super().get_context(request, *args, **kwargs) | {"fil": self.fil()}

    def est_visible_par(self, utilisateur: Lecteur) -> bool:
        """Whether `utilisateur`, signed in or not, may read this page."""
        return True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; raise Http404 to whom it is not meant for."""
        if not self.est_visible_par(request.user):
            raise Http404
        return super().serve(request, *args, **kwargs)

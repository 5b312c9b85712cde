"""Pages open to all: what the editors publish, their pictures, the feed of the news."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.views.serve import serve as servir_le_fichier
from wagtail.images.models import Rendition
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from ppas.publications.cache import garder, pour_les_visiteurs
from ppas.publications.flux import FluxActualites
from ppas.publications.models import Fichier
from ppas.publications.models.espaces import est_visible_par
from ppas.socle.gardes import public


@require_safe
@public
@pour_les_visiteurs
def page(request: HttpRequest, chemin: str = "") -> HttpResponse:
    """The page that stands at `chemin` in the tree, or where it was moved; 404 when there is none for him."""
    try:
        trouvee, args, kwargs = garder(request, f"route.{chemin}", lambda: _chercher(request, chemin))
        return trouvee.serve(request, *args, **kwargs)
    except Http404:
        ailleurs = get_redirect(request, Redirect.normalise_path(request.path, decode_unicode=False))
        if ailleurs is None or not ailleurs.link:
            raise
        return redirect(ailleurs.link, permanent=ailleurs.is_permanent)


def _chercher(request: HttpRequest, chemin: str) -> RouteResult:
    """Walk down the tree; raise Http404, which is not kept, where there is no page or a private one (there is none)."""
    route = Page.route_for_request(request, chemin)
    if route is None or (PageViewRestriction.objects.exists() and route.page.get_view_restrictions().exists()):
        raise Http404
    return route


@require_safe
@public
def flux(request: HttpRequest) -> HttpResponse:
    """The feed of the public news."""
    return FluxActualites()(request)


@require_safe
@public
def image(request: HttpRequest, nom: str) -> HttpResponseBase:
    """A picture of a page, at the size where the page shows it."""
    chemin = f"images/{nom}"
    collection = Rendition.objects.filter(file=chemin).values_list("image__collection", flat=True).first()
    if collection is None or not est_visible_par(collection, request.user):
        raise Http404
    try:
        fichier = default_storage.open(chemin)
    except FileNotFoundError:
        raise Http404 from None
    reponse = FileResponse(fichier, content_type=mimetypes.guess_type(nom)[0] or "application/octet-stream")
    reponse["Cache-Control"] = "private, max-age=86400" if request.user.is_authenticated else "public, max-age=86400"
    return reponse


@require_safe
@public
def fichier(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file of a page; 404 when it is not for him, or its name is not the one that the portal gives."""
    collection = Fichier.objects.filter(pk=document_id).values_list("collection", flat=True).first()
    if collection is None or not est_visible_par(collection, request.user):
        raise Http404
    try:
        return servir_le_fichier(request, document_id, document_filename)
    except FileNotFoundError:
        raise Http404 from None

"""What is kept in memory of the public pages: whole for visitors (docs/decisions/0134), in pieces for all (0142)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache, caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from ppas.socle.horloge import maintenant

VERSION = "publications.version"
DUREE = 60
"""Seconds: the key bears the minute, so that an announcement begins and ends on time."""
FRAICHEUR = 1
"""Seconds during which a process trusts the version that it has read, rather than ask the database for each page."""

EN_TETES = {"Vary": "Cookie", "Cache-Control": "no-cache"}
"""They say to browsers and relays that whoever signs in gets another page, and to ask again each time."""

type Vue = Callable[..., HttpResponse]


def changer_de_version(**signal: Any) -> None:
    """Forget the pages kept once what is being written is committed: at once here, within FRAICHEUR elsewhere."""
    transaction.on_commit(_renouveler, robust=True)


def _renouveler() -> None:
    cache.set(VERSION, uuid4().hex, timeout=None)
    caches["pages"].delete(VERSION)


def pour_les_visiteurs(vue: Vue) -> Vue:
    """Keep what `vue` answers to somebody unknown, until something is published; a person signed in is never concerned.

    Only whole pages are kept: 200, HTML, no parameter in the address, no cookie set, no token of a form.
    """

    @wraps(vue)
    def servir(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _est_un_inconnu(request):
            return vue(request, *args, **kwargs)
        cle = _cle(request)
        contenu = caches["pages"].get(cle)
        if contenu is not None:
            return HttpResponse(contenu, headers=EN_TETES)
        reponse = vue(request, *args, **kwargs)
        if isinstance(reponse, SimpleTemplateResponse):
            reponse.render()
        if _est_gardable(request, reponse):
            caches["pages"].set(cle, reponse.content, timeout=DUREE)
        patch_vary_headers(reponse, ["Cookie"])
        patch_cache_control(reponse, no_cache=True)
        return reponse

    return servir


def _est_un_inconnu(request: HttpRequest) -> bool:
    cookies = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return (
        request.method in {"GET", "HEAD"} and not request.META["QUERY_STRING"] and cookies.isdisjoint(request.COOKIES)
    )


def garder[T](request: HttpRequest, nom: str, faire: Callable[[], T]) -> T:
    """Return the piece `nom` of a page, made by `faire` when it is not kept: a text, or a page of the tree.

    `nom` must tell apart all those who may not read the same: one caisse's news are nobody else's. A draft that an
    editor previews is neither kept nor read from what is kept.
    """
    if getattr(request, "is_preview", False):
        return faire()
    return cast("T", caches["morceaux"].get_or_set(f"{_version(request)}.{nom}", faire, timeout=DUREE))


def _cle(request: HttpRequest) -> str:
    return f"{_version(request)}.{request.get_host()}.{request.path}"


def _version(request: HttpRequest) -> str:
    """Return a word that changes as soon as something is published, and each minute; read once a request."""
    if not hasattr(request, "version_des_publications"):
        version = caches["pages"].get(VERSION)
        if version is None:
            version = cache.get_or_set(VERSION, lambda: uuid4().hex, timeout=None)
            caches["pages"].set(VERSION, version, timeout=FRAICHEUR)
        request.version_des_publications = f"{version}.{int(maintenant().timestamp()) // DUREE}"
    return request.version_des_publications


def _est_gardable(request: HttpRequest, reponse: HttpResponse) -> bool:
    return (
        reponse.status_code == 200  # noqa: PLR2004
        and reponse.headers.get("Content-Type", "").startswith("text/html")
        and not reponse.cookies
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
    )

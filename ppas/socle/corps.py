"""The body of a request: refused before it is read when it is too long, and never taken for whole when it was cut."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ppas.socle.views import erreurs

HABILLAGE = 1024 * 1024
"""Bytes granted beyond the largest file, for what a form puts around it: a file just over the limit gets its report."""

type Application = Callable[[dict[str, Any], Any], Any]


def corps_limite(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 413, or 411 to a body of unknown length, without reading any of it (fiabilite.md H4).

    To know the form's token Django reads the body whole, files included: a visitor who is not signed in, and has no
    file to send, may not make it do so.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return erreurs.sans_longueur(request)
        longueur = request.META.get("CONTENT_LENGTH") or ""
        nb_octets = int(longueur[:18]) if longueur.isdecimal() else 0
        if nb_octets > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and (
            nb_octets > settings.DEPOT_TAILLE_MAX + HABILLAGE or not request.user.is_authenticated
        ):
            return erreurs.trop_volumineux(request)
        try:
            return suite(request)
        finally:
            if request.content_type == "multipart/form-data":
                _fermer(request)

    return traiter


def _fermer(request: HttpRequest) -> None:
    """Erase the file whose sender went away: Django leaves it open until its memory is collected."""
    for recepteur in request.upload_handlers:
        if hasattr(recepteur, "file"):
            recepteur.file.close()


class CorpsCoupe(ConnectionError):
    """The connection was lost before the end of the body: Django then refuses the request."""


class CorpsEntier:
    """A body that says when it stops before the length that the request announced.

    A server hands what it got before the cut as if it were all. A form cut in the middle of a number would else be
    kept as another number.
    """

    def __init__(self, source: Any, longueur: int) -> None:
        self._source = source
        self._reste = longueur

    def read(self, taille: int = -1) -> bytes:
        """Return exactly `taille` bytes, or all those that are left. Raise CorpsCoupe when they never came."""
        voulus = self._reste if taille is None or taille < 0 else min(taille, self._reste)
        blocs = []
        while voulus:
            bloc = self._source.read(voulus)
            if not bloc:
                raise CorpsCoupe
            voulus -= len(bloc)
            self._reste -= len(bloc)
            blocs.append(bloc)
        return b"".join(blocs)

    def readline(self, taille: int = -1) -> bytes:
        """Return the next line, or its first `taille` bytes. Raise CorpsCoupe when nothing came."""
        ligne = self._source.readline(self._reste if taille < 0 else min(taille, self._reste)) if self._reste else b""
        if self._reste and not ligne:
            raise CorpsCoupe
        self._reste -= len(ligne)
        return ligne


def corps_entiers(application: Application) -> Application:
    """Give `application` bodies that are whole, or that say so."""

    def servir(environ: dict[str, Any], repondre: Any) -> Any:
        longueur = environ.get("CONTENT_LENGTH") or ""
        if longueur.isdecimal() and longueur.isascii():
            environ["wsgi.input"] = CorpsEntier(environ["wsgi.input"], int(longueur[:18]))
        return application(environ, repondre)

    return servir

"""The editors' screens: who enters, and the looser content policy that they need, under their path only."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.csp import CSP

from ppas.publications.gardes import peut_editer

CHEMIN = "/edition/"
POLITIQUE = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "object-src": [CSP.NONE],
}
"""Some templates of Wagtail's screens still hold inline scripts; its preview is a frame."""


def edition(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 under `CHEMIN` to whoever is signed in without being an editor: the role is read at each request."""

    def traiter(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(CHEMIN):
            return suite(request)
        if request.user.is_authenticated and not peut_editer(request.user):
            raise Http404
        reponse = suite(request)
        reponse._csp_config = POLITIQUE  # noqa: SLF001  what Django's own decorator does
        reponse.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        return reponse

    return traiter

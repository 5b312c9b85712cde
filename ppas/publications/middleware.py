"""The editors' screens: who enters, and the looser content policy that they need, under their path only."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.csp import CSP

from ppas.publications.gardes import peut_editer
from ppas.publications.nonce import nonce_de

CHEMIN = "/edition/"
POLITIQUE = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
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
"""The inline scripts of Wagtail's templates bear a nonce, its text editor writes `<style>`, its preview is a frame."""

APERCU = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}


def edition(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 under `CHEMIN` to whoever is signed in without being an editor: the role is read at each request."""

    def traiter(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(CHEMIN):
            return suite(request)
        if request.user.is_authenticated and not peut_editer(request.user):
            raise Http404
        with nonce_de(request):
            reponse = suite(request)
        # A preview has gone through the middlewares of its page: it keeps their policy, but for its frame.
        est_un_apercu = reponse.headers.pop(CSP.HEADER_ENFORCE, None) is not None
        reponse._csp_config = APERCU if est_un_apercu else POLITIQUE  # noqa: SLF001  what Django's own decorator does
        reponse.headers["X-Frame-Options"] = "SAMEORIGIN"
        return reponse

    return traiter

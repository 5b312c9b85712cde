"""What the portal answers to: pages that are read and forms that are sent, nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODES = ["GET", "HEAD", "POST"]


def methodes_du_portail(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse any other method before a session or a page is looked for: a view reads « not POST » as « GET »."""

    def traiter(request: HttpRequest) -> HttpResponse:
        return suite(request) if request.method in METHODES else HttpResponseNotAllowed(METHODES)

    return traiter

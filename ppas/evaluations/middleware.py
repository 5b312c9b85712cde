"""What browsers may keep of the pages on evaluations."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ppas.evaluations import urls


def sans_copie(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Ask browsers to write none of these pages on the disk of whoever is signed in: they would be there in clear.

    The computer that carries the evaluations may be stolen (docs/decisions/0146). A page that says itself how it is
    kept is left as it is.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        trouvee = request.resolver_match
        if trouvee and trouvee.app_name == urls.app_name and request.user.is_authenticated:
            reponse.setdefault("Cache-Control", "private, no-store")
        return reponse

    return traiter

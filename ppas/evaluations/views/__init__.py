"""The name looked for in a list stays in the session: an address never holds a name (docs/decisions/0088)."""

from django.http import HttpRequest

LONGUEUR_MAX = 80


def noter_la_recherche(request: HttpRequest, cle: str) -> None:
    """Keep under `cle` the name that was posted, or forget it when it is empty."""
    request.session[cle] = request.POST.get("nom", "").strip()[:LONGUEUR_MAX]


def lire_la_recherche(request: HttpRequest, cle: str) -> str:
    """Return the name looked for in the list of `cle`, empty when there is none."""
    return request.session.get(cle, "")

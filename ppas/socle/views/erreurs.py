"""Error pages (being written)."""

from django.http import HttpRequest, HttpResponse


def _page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return HttpResponse(status=500)


csrf = requete_incorrecte = acces_refuse = page_introuvable = erreur_interne = _page

"""A temporary password opens one page only: the one that changes it (LOG-09)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

PAGES_OUVERTES = ("comptes:changer_mot_de_passe", "comptes:deconnexion")


def mot_de_passe_a_changer(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send to the change of password whoever signed in with a temporary one, whatever page he asks for."""

    def traiter(request: HttpRequest) -> HttpResponse:
        doit_changer = request.user.is_authenticated and request.user.mot_de_passe_temporaire
        if doit_changer and request.path not in map(reverse, PAGES_OUVERTES):
            return redirect("comptes:changer_mot_de_passe")
        return suite(request)

    return traiter

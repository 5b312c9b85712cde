"""Access guards: every view of the portal carries exactly one, named by `vue.garde`.

The login middleware closes what no guard opens; a coherence test refuses a view without a guard.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase

from ppas.socle.views.erreurs import session_expiree

type Vue = Callable[..., HttpResponseBase]


def garde(nom: str, admet: Callable[[HttpRequest], bool]) -> Callable[[Vue], Vue]:
    """Return the guard `nom`: it answers 404 unless `admet(request)`, so that a page one may not see does not exist.

    `admet` may leave on the request what it has read (the partner, the caisse), so that views never read it again.
    """

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not admet(request):
                raise Http404
            return vue(request, *args, **kwargs)

        gardee.garde = nom
        return gardee

    return decorer


def public(vue: Vue) -> Vue:
    """Open `vue` to everybody, signed in or not."""
    vue.garde = "public"
    return login_not_required(vue)


def en_json(la_garde: Callable[[Vue], Vue]) -> Callable[[Vue], Vue]:
    """Return `la_garde` for a view that a program calls: no redirection nor page, errors in JSON.

    `socle.views.erreurs` reads `repond_en_json`. Whoever is not signed in gets 401.
    """

    def decorer(vue: Vue) -> Vue:
        gardee = la_garde(vue)

        @wraps(gardee)
        def repondre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return session_expiree(request)
            return gardee(request, *args, **kwargs)

        repondre.repond_en_json = True
        return login_not_required(repondre)

    return decorer


connecte = garde("connecte", lambda request: request.user.is_authenticated)

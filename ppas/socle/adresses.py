"""Addresses found once: Django walks the tree of all of them at each `reverse`, and a list holds one or two a row (P3).

Only what never varies is kept: the text around the number of an object, or the whole address of a page without any.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

REPERES = (7_310_580_264_913_708_215, 1)
"""Numbers put in an address to see what stands around them: the first is found in no address by chance."""


def adresse(
    nom: str, args: Sequence[object] = (), kwargs: dict[str, Any] | None = None, *, application: str | None = None
) -> str:
    """Return what `django.urls.reverse` does for the same names and arguments; raise NoReverseMatch as it does.

    `application` is the instance of an application preferred to the others (`current_app`).
    """
    numeros = [*args, *(kwargs or {}).values()]
    if len(numeros) > 1 or any(type(numero) is not int or numero < 0 for numero in numeros):
        return reverse(nom, args=args, kwargs=kwargs, current_app=application)
    cle = next(iter(kwargs or {}), "")
    urlconf = get_urlconf() or settings.ROOT_URLCONF  # which a test may change
    autour = _autour(nom, cle, len(numeros), application, urlconf, get_script_prefix())
    if autour is None:
        return reverse(nom, args=args, kwargs=kwargs, current_app=application)
    return str(numeros[0]).join(autour) if numeros else autour[0]


@lru_cache(maxsize=1024)
def _autour(
    nom: str, cle: str, nb: int, application: str | None, urlconf: str, _prefixe: str
) -> tuple[str, ...] | None:
    """Return what stands before and after the number in an address; None when the address does more with it."""

    def calculer(numero: int) -> str:
        args, kwargs = ([], {cle: numero}) if cle else ([numero] * nb, {})
        return reverse(nom, urlconf, args=args, kwargs=kwargs, current_app=application)

    if not nb:
        return (calculer(0),)
    try:
        trouvees = [calculer(repere) for repere in REPERES]
    except NoReverseMatch:
        return None
    autour = tuple(trouvees[0].split(str(REPERES[0])))
    est_simple = len(autour) == 2 and str(REPERES[1]).join(autour) == trouvees[1]  # noqa: PLR2004 -- before and after
    return autour if est_simple else None

"""The picture of a captcha, and another one for pages that have scripts."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ppas.socle.gardes import public
from ppas.socle.operations.captcha import lire_captcha, nouveau_captcha


@require_safe
@public
@never_cache
def image(request: HttpRequest, jeton: str) -> HttpResponse:
    """Draw the characters of `jeton`; 404 once it has expired."""
    captcha = lire_captcha(jeton)
    if captcha is None:
        raise Http404
    return HttpResponse(captcha.image(), content_type="image/png")


@require_safe
@public
@never_cache
def nouveau(request: HttpRequest) -> HttpResponse:
    """Give out a challenge: a number signed, nothing is written."""
    jeton = nouveau_captcha().jeton
    return JsonResponse({"jeton": jeton, "image": reverse("socle:captcha_image", args=[jeton])})

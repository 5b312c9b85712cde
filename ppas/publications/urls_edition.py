"""The editors' screens: Wagtail's own, less its doors to accounts, sites and rights, which are the portal's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail

from ppas.comptes.views.public import deconnexion

FERMEES = (
    "users", "groups", "sites", "password_reset", "collections", "workflows", "api/main/documents", "api/main/images",
    "failwhale", "test404", "tag-autocomplete", "embeds", "redirects/import", "reports/page-types-usage",
    r"pages/\d+/privacy",
    r"images/\d+/generate_url",
)  # fmt: skip
"""Beginnings of the addresses that exist for nobody."""


def fermee(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer 404."""
    raise Http404


urlpatterns = [
    re_path(rf"^(?:{'|'.join(FERMEES)})(?:/|$)", fermee),
    path("login/", RedirectView.as_view(url=reverse_lazy("wagtailadmin_home"))),
    path("logout/", deconnexion),
    path("account/", RedirectView.as_view(url=reverse_lazy("comptes:mon_compte"))),
    path("", include(wagtail)),
]

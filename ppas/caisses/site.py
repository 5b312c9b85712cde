"""Django's admin, behind the portal's login: it has no door of its own."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator


class SiteDesReferences(AdminSite):
    """The tables that the national administrator keeps (CAI-19)."""

    site_header = "Tables de référence"
    site_title = "Partenaires Action Sociale"
    index_title = "Tables de référence"
    site_url = "/"
    enable_nav_sidebar = False  # beside it, no screen is wide enough for the prices

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send a stranger to the portal's login; for anybody else who may not enter, this page does not exist."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index"))

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change the password on the portal's page, under its rules."""
        return redirect("comptes:changer_mot_de_passe")

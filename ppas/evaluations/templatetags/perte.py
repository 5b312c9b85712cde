"""« Ce navigateur » : `{% load perte %}{% perte %}` says, on any page of an evaluator, what his browser has lost."""

from typing import Any

from django import template
from django.template import Context

from ppas.comptes.regles.origine import nom_du_navigateur
from ppas.evaluations.operations.ordinateurs import ordinateurs_de

register = template.Library()


@register.inclusion_tag("evaluations/_perte.html", takes_context=True)
def perte(context: Context) -> dict[str, Any]:
    """Draw what `perte.js` shows when the data of this browser are gone (EVA-11); nothing without any computer."""
    request = context["request"]
    lus = context.get("ordinateurs")  # the page may show them too
    return {
        "ordinateurs": lus if lus is not None else ordinateurs_de(request.user, request.partenaire),
        "navigateur": nom_du_navigateur(request.headers.get("User-Agent", "")),
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
    }

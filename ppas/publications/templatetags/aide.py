"""The link from a screen to the step of the guide that explains it."""

from typing import Any

from django import template

from ppas.publications.aide import adresse_de_l_aide

register = template.Library()


@register.inclusion_tag("publications/_aide.html", takes_context=True)
def aide(context: dict[str, Any]) -> dict[str, str]:
    """Show the link, on the screens that a guide explains; it asks nothing of the database."""
    trouvee = getattr(context.get("request"), "resolver_match", None)
    return {"adresse": adresse_de_l_aide(trouvee.view_name) if trouvee else ""}

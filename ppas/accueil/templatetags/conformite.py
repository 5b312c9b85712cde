"""The footer's link to « Accessibilité »: `{% load conformite %}{% libelle_accessibilite as accessibilite %}`."""

from django import template

from ppas.accueil.regles.accessibilite import etat_du_portail
from ppas.socle.horloge import aujourd_hui

register = template.Library()


@register.simple_tag
def libelle_accessibilite() -> str:
    """Return the mention that the law asks for on the home page (loi n° 2005-102, article 47)."""
    return f"Accessibilité\N{NO-BREAK SPACE}: {etat_du_portail(le=aujourd_hui())}"

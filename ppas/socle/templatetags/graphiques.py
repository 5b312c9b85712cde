"""Charts made on the server, as SVG in the page: `{% load graphiques %}`. Each has its figures as a table."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.text import slugify

from ppas.socle.regles.graphique import HAUTEUR, LARGEUR, Mesure, barres, description, sommet

register = template.Library()


@register.inclusion_tag("socle/composants/histogramme.html")
def histogramme(titre: str, mesures: Sequence[Mesure]) -> dict[str, Any]:
    """Draw a series as bars under its last value. `titre` is unique in the page: it names the drawing."""
    return {
        "titre": titre,
        "ancre": slugify(titre),
        "mesures": mesures,
        "derniere": mesures[-1],
        "premiere": mesures[0],
        "barres": format_html_join(
            "", '<rect x="{}" y="{}" width="{}" height="{}"/>', (astuple(barre) for barre in barres(mesures))
        ),
        "description": description(mesures),
        "sommet": sommet(mesures),
        "largeur": LARGEUR,
        "hauteur": HAUTEUR,
    }

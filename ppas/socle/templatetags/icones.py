"""The pictures of the portal, drawn in the page: no request, no font, and the colour of the text around."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()

CERCLE = '<circle cx="12" cy="12" r="9"/>'
TRACES = {
    "attention": '<path d="M12 4 2.8 20h18.4zM12 10v4.500M12 17.300v.1"/>',
    "bas": '<path d="m6 9.500 6 6 6-6"/>',
    "boite": '<path d="M4 13 6.500 5h11L20 13v6H4zM4 13h4.500l1.500 2.500h4l1.500-2.500H20"/>',
    "calendrier": '<path d="M5 6h14v14H5zM5 10.500h14M9 3.500v4M15 3.500v4"/>',
    "coeur": '<path d="M12 20s-7-4.300-7-9.500A4 4 0 0 1 12 8a4 4 0 0 1 7 2.500C19 15.700 12 20 12 20z"/>',
    "croissant": '<path d="M12 19V5m-5 5 5-5 5 5"/>',
    "decroissant": '<path d="M12 5v14m-5-5 5 5 5-5"/>',
    "document": '<path d="M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5"/>',
    "envoyer": '<path d="M12 20V9m-4.500 4.500L12 9l4.500 4.500M5 4h14"/>',
    "erreur": '<path d="M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300zM12 7.500v5.200M12 16v.1"/>',
    "fermer": '<path d="m6 6 12 12M18 6 6 18"/>',
    "flux": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14M6 18v.1"/>',
    "haut": '<path d="M12 20V5m-6 6 6-6 6 6"/>',
    "horloge": f'{CERCLE}<path d="M12 7v5l3.500 2"/>',
    "info": f'{CERCLE}<path d="M12 11v5M12 7.600v.1"/>',
    "maison": '<path d="M4 11 12 4l8 7M6 10v9h12v-9M10 19v-5h4v5"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "message": '<path d="M3.500 5.500h17v13h-17zM3.500 6.500l8.500 7 8.500-7"/>',
    "outil": '<path d="M4 20 13 11M14.500 4a5 5 0 0 0-1 6.500 5 5 0 0 0 6.500-1l-3 .5-1.500-1.500z"/>',
    "personne": '<circle cx="12" cy="8" r="4"/><path d="M4.500 20c.8-4 3.600-6 7.500-6s6.700 2 7.500 6"/>',
    "recherche": '<circle cx="10.500" cy="10.500" r="6"/><path d="m15 15 5.500 5.500"/>',
    "succes": f'{CERCLE}<path d="m8 12.500 2.700 2.700L16 9.500"/>',
    "telecharger": '<path d="M12 4v11m-4.500-4.500L12 15l4.500-4.500M5 20h14"/>',
    "telephone": (
        '<path d="M6 3h3.500l1.500 5-2.300 1.600a12 12 0 0 0 5.700 5.700L16 13l5 1.500V18a3 3 0 0 1-3.200 3A16 16 0 0 '
        '1 3 6.200 3 3 0 0 1 6 3z"/>'
    ),
    "tri": '<path d="M8 19V6m-4 4 4-4 4 4M16 5v13m-4-4 4 4 4-4"/>',
}


DESSINS = {
    nom: SafeString(f'<svg class="icone" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{trace}</svg>')
    for nom, trace in TRACES.items()
}


@register.simple_tag
def icone(nom: str) -> SafeString:
    """Draw the picture `nom` of TRACES; hidden from screen readers, so the text beside it says the same."""
    return DESSINS[nom]

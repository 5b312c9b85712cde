"""The tree of the published pages, as « Plan du site » lists it (PUB-18)."""

from dataclasses import dataclass, field

from wagtail.models import Page

from ppas.publications.models import Actualite, ActualitesDeCaisse
from ppas.publications.models.base import PROFONDEUR_ACCUEIL, chemin


@dataclass
class Noeud:
    """A page of the plan and those below it."""

    titre: str
    adresse: str
    enfants: list["Noeud"] = field(default_factory=list)


def arbre() -> list[Noeud]:
    """Return the published pages below the home page that everybody may read, in one query.

    News are not listed one by one: their list is, with its years.
    """
    pages = (
        Page.objects.live()
        .filter(depth__gt=PROFONDEUR_ACCUEIL)
        .not_type(Actualite, ActualitesDeCaisse)
        .order_by("path")
        .values_list("title", "url_path", "depth")
    )
    racine = Noeud("Accueil", "/")
    branche = [racine]
    for titre, url_path, profondeur in pages:
        del branche[profondeur - PROFONDEUR_ACCUEIL :]
        noeud = Noeud(titre, chemin(url_path))
        branche[-1].enfants.append(noeud)
        branche.append(noeud)
    return racine.enfants

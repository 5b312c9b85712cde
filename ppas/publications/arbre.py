"""The tree of the published pages, as « Plan du site » lists it (PUB-18)."""

from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from ppas.publications.models import Actualite, ActualitesDeCaisse, PartieFaq, QuestionFaq
from ppas.publications.models.base import PROFONDEUR_ACCUEIL, chemin
from ppas.publications.models.faq import ancre_de_la_faq


@dataclass
class Noeud:
    """A page of the plan and those below it."""

    titre: str
    adresse: str
    enfants: list["Noeud"] = field(default_factory=list)


def arbre() -> list[Noeud]:
    """Return the published pages below the home page that everybody may read, in one query.

    Parts and questions of the FAQ lead to their anchors.

    News are not listed one by one: their list is, with its years.
    """
    pages = (
        Page.objects.live()
        .filter(depth__gt=PROFONDEUR_ACCUEIL)
        .not_type(Actualite, ActualitesDeCaisse)
        .order_by("path")
        .values_list("title", "url_path", "depth", "content_type")
    )
    ancres = {type_.pk for type_ in ContentType.objects.get_for_models(PartieFaq, QuestionFaq).values()}
    racine = Noeud("Accueil", "/")
    branche = [racine]
    for titre, url_path, profondeur, type_ in pages:
        del branche[profondeur - PROFONDEUR_ACCUEIL :]
        adresse = chemin(url_path)
        noeud = Noeud(titre, ancre_de_la_faq(adresse) if type_ in ancres else adresse)
        branche[-1].enfants.append(noeud)
        branche.append(noeud)
    return racine.enfants

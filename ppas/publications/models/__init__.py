"""What the editors publish: pages, news, documents, FAQ, announcements."""

from ppas.publications.models.actualites import Actualite, Actualites, ActualitesDeCaisse
from ppas.publications.models.annonces import Annonce
from ppas.publications.models.base import PagePortail
from ppas.publications.models.documents import (
    Categorie,
    Documentation,
    FicheDocument,
    Fichier,
    VersionDocument,
)
from ppas.publications.models.espaces import EspaceDeCaisse
from ppas.publications.models.faq import Faq, PartieFaq, QuestionFaq
from ppas.publications.models.pages import PageAccueil, PageLibre, PageType, Rubrique
from ppas.publications.models.recherche import EntreeRecherche, Genre

__all__ = [
    "Actualite",
    "Actualites",
    "ActualitesDeCaisse",
    "Annonce",
    "Categorie",
    "Documentation",
    "EntreeRecherche",
    "EspaceDeCaisse",
    "Faq",
    "FicheDocument",
    "Fichier",
    "Genre",
    "PageAccueil",
    "PageLibre",
    "PagePortail",
    "PageType",
    "PartieFaq",
    "QuestionFaq",
    "Rubrique",
    "VersionDocument",
]

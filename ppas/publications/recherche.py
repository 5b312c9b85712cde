"""Searching what is published (PUB-03)."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from modelsearch.query import Or, PlainText, SearchQuery

from ppas.publications.models import EntreeRecherche, Genre
from ppas.publications.models.base import Lecteur
from ppas.publications.regles.extraits import Morceau, extrait, surligner
from ppas.publications.regles.mots import racines

PAR_PAGE = 10
MOTS_MAX = 12


@dataclass(frozen=True)
class Trouvee:
    """A page that answers, with its title and its excerpt, words marked."""

    entree: EntreeRecherche
    titre: list[Morceau]
    extrait: list[Morceau]


@dataclass
class Resultats:
    """The answers of one page, and how many of each kind.

    `est_elargie`: no page holds all the words, these hold some.
    """

    trouvees: list[Trouvee] = field(default_factory=list)
    page: Page | None = None
    par_genre: list[tuple[Genre, int]] = field(default_factory=list)
    nb: int = 0
    est_elargie: bool = False


class _PaginateurCompte(Paginator):
    """A paginator that knows already how many there are."""

    def __init__(self, *args: Any, nb: int) -> None:
        super().__init__(*args)
        self.count = nb


def chercher(texte: str, lecteur: Lecteur, *, genre: str = "", numero: str | int | None = 1) -> Resultats:
    """Return what `lecteur` may read that holds the words of `texte`, in any form; at most four queries."""
    cherchees = list(dict.fromkeys(racines(texte)))[:MOTS_MAX]
    if not cherchees:
        return Resultats()
    entrees = EntreeRecherche.objects.visibles_par(lecteur)
    demande: SearchQuery = PlainText(" ".join(cherchees), operator="and")
    comptes = entrees.search(demande).facet("genre")
    est_elargie = not comptes and len(cherchees) > 1
    if est_elargie:
        demande = Or([PlainText(racine) for racine in cherchees])
        comptes = entrees.search(demande).facet("genre")
    est_d_un_genre = genre in Genre.values
    montrees = entrees.filter(genre=genre) if est_d_un_genre else entrees
    nb = comptes.get(genre, 0) if est_d_un_genre else sum(comptes.values())
    page = _PaginateurCompte(montrees.search(demande), PAR_PAGE, nb=nb).get_page(numero)
    return Resultats(
        [
            Trouvee(entree, surligner(entree.titre, cherchees), extrait(entree.texte, cherchees))
            for entree in page.object_list
        ],
        page,
        [(un_genre, comptes[un_genre.value]) for un_genre in Genre if comptes.get(un_genre.value)],
        sum(comptes.values()),
        est_elargie and bool(comptes),
    )

"""Lists that sort by their headers: `?tri=nom`, `?tri=-nom`, links and nothing else (decision 0143)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Model, QuerySet
from django.db.models.functions import Collate
from django.http import HttpRequest, QueryDict

from ppas.socle.alphabet import alphabetique
from ppas.socle.pagination import PageCurseur, paginer

ALPHABET = ("de A à Z", "de Z à A")
DATES = ("du plus ancien au plus récent", "du plus récent au plus ancien")
URGENCES = ("du plus urgent au moins urgent", "du moins urgent au plus urgent")
NOMBRES = ("du plus petit au plus grand", "du plus grand au plus petit")


@dataclass(frozen=True)
class Colonne:
    """What a header sorts by. `par` names it in a sentence, `sens` says both directions.

    `champs` are never null; `est_discrete` keeps their values out of the address; `est_a_ranger` is for a text as
    people wrote it, accents and capitals and all.
    """

    par: str
    champs: tuple[str, ...]
    sens: tuple[str, str]
    est_discrete: bool = False
    est_a_ranger: bool = False

    @cached_property
    def alphabets(self) -> dict[str, Collate]:
        """Return the expressions that put a text in the order of the alphabet, by their names in the query."""
        if not self.est_a_ranger:
            return {}
        return {f"tri_{champ.replace('__', '_')}": alphabetique(champ) for champ in self.champs}

    @cached_property
    def cles(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what orders a list in each direction."""
        cle = tuple(self.alphabets) or self.champs
        return cle, tuple(champ[1:] if champ.startswith("-") else f"-{champ}" for champ in cle)


def texte(par: str, *champs: str) -> Colonne:
    """Return a column of text, personal or not: its order is the alphabet's, its values stay out of the address."""
    return Colonne(par, champs, ALPHABET, est_discrete=True, est_a_ranger=True)


def mots(par: str, *champs: str) -> Colonne:
    """Return a column of text kept in bare words for searches: it sorts as it is, by an index if it has one."""
    return Colonne(par, champs, ALPHABET, est_discrete=True)


def date(par: str, *champs: str) -> Colonne:
    """Return a column of dates, or of numbers given as time goes."""
    return Colonne(par, champs, DATES)


def echeance(par: str, *champs: str, est_discrete: bool = False) -> Colonne:
    """Return a column of deadlines."""
    return Colonne(par, champs, URGENCES, est_discrete)


def nombre(par: str, *champs: str) -> Colonne:
    """Return a column of numbers."""
    return Colonne(par, champs, NOMBRES)


class Tri:
    """The columns that sort a list, by what the address calls them, and its order when the address says nothing.

    `defaut` is a column, reversed after a « - »; or empty for an order that no column gives, which is `cle`.
    `parametre` tells the lists of one page apart.
    """

    def __init__(
        self,
        colonnes: Mapping[str, Colonne],
        *,
        defaut: str = "",
        cle: Sequence[str] = ("-id",),
        parametre: str = "tri",
    ) -> None:
        self.colonnes = colonnes
        self.defaut = defaut
        self.cle = tuple(cle)
        self.parametre = parametre

    def lire(self, requete: HttpRequest, *, defaut: str | None = None) -> "TriLu":
        """Return the order that the address asks for; an unknown one is the default, which `defaut` may change."""
        par_defaut = self.defaut if defaut is None else defaut
        demande = requete.GET.get(self.parametre, "")
        choix = demande if demande.removeprefix("-") in self.colonnes else par_defaut
        return TriLu(self, choix, par_defaut, requete.GET)

    def paginer[M: Model](
        self, queryset: QuerySet[M], requete: HttpRequest, *, taille: int = 25, defaut: str | None = None
    ) -> PageCurseur[M]:
        """Return the page of `queryset` that the address asks for, in the order it asks for, with its `tri`.

        As `paginer` does: one query, two for another page than the first of a column whose values are discreet.
        """
        lu = self.lire(requete, defaut=defaut)
        page = paginer(lu.preparer(queryset), requete, cle=lu.cle, taille=taille, est_discrete=lu.est_discrete)
        return replace(page, tri=lu)


class TriLu:
    """The order of one page: what its table, its headers and its filters say of it."""

    def __init__(self, tri: Tri, choix: str, defaut: str, adresse: QueryDict) -> None:
        self.parametre = tri.parametre
        self.colonnes = tri.colonnes
        self.choix = choix
        self.defaut = defaut
        self.nom = choix.removeprefix("-")
        self.est_inverse = choix.startswith("-")
        self._colonne = tri.colonnes.get(self.nom)
        self._cle = tri.cle
        self._adresse = adresse

    @property
    def est_choisi(self) -> bool:
        """Say whether the order is another than the list's own."""
        return self.choix != self.defaut

    @property
    def cle(self) -> tuple[str, ...]:
        """Return the fields of the order, for `order_by` after `preparer`."""
        return self._colonne.cles[self.est_inverse] if self._colonne else self._cle

    @property
    def est_discrete(self) -> bool:
        """Say whether the values of the order stay out of the address."""
        return self._colonne is not None and self._colonne.est_discrete

    def preparer[M: Model](self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Read what the order needs beside the fields of the list."""
        expressions = self._colonne.alphabets if self._colonne else {}
        return queryset.annotate(**expressions) if expressions else queryset

    def ordonner[M: Model](self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Return a list that holds on one page in this order, the primary key last."""
        return self.preparer(queryset).order_by(*self.cle, "pk")

    def legende(self, legende: str, ordre: str) -> str:
        """Return the caption of the table with its order: `ordre` when it is the list's own."""
        if self._colonne and (self.est_choisi or not ordre):
            ordre = f"par {self._colonne.par}, {self._colonne.sens[self.est_inverse]}"
        return f"{legende}, {ordre}" if ordre else legende

    def aria_sort(self, nom: str) -> str:
        """Return the direction in which the column `nom` is sorted, in the words of HTML; empty when it is not."""
        return ("descending" if self.est_inverse else "ascending") if nom == self.nom else ""

    def action(self, nom: str) -> tuple[str, str]:
        """Return the address that sorts by `nom`, or sorts it the other way, and what it will do, in words."""
        est_a_inverser = nom == self.nom and not self.est_inverse
        choix = f"-{nom}" if est_a_inverser else nom
        voulu = "" if choix == self.defaut else f"{self.parametre}={choix}"
        suite = "&".join(filter(None, [self._reste, voulu]))
        return f"?{suite}#{self.parametre}", self.colonnes[nom].sens[est_a_inverser]

    @cached_property
    def _reste(self) -> str:
        """The filters of the address: another order begins at its first page."""
        reste = self._adresse.copy()
        for nom in (self.parametre, "curseur", "page"):
            reste.pop(nom, None)
        return reste.urlencode()


TRI_PAR_DATE = Tri({"date": date("date", "id")}, defaut="-date")
"""A history, whose rows are numbered as time goes: the latest first, or the other way, and nothing else."""

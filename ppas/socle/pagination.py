"""Pages of long lists by cursor: the last page costs the same as the first, and nothing is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from ppas.socle.tri import TriLu


@dataclass(frozen=True)
class PageCurseur[M: Model]:
    """A page of objects, with the cursors of the pages before and after it (None at an end).

    `tri` is its order when the address chooses it.
    """

    object_list: Sequence[M]
    precedent: str | None
    suivant: str | None
    tri: "TriLu | None" = None

    def __iter__(self) -> Iterator[M]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    def has_other_pages(self) -> bool:
        """Say, as Django's Page does, whether links are worth drawing."""
        return bool(self.precedent or self.suivant)


@dataclass(frozen=True)
class _Ordre:
    """The order of a list: fields of its model, never null, the last one unique."""

    model: type[Model]
    cle: tuple[str, ...]

    def inverse(self) -> Self:
        return type(self)(self.model, tuple(c[1:] if c.startswith("-") else f"-{c}" for c in self.cle))

    @property
    def champs(self) -> list[Any]:
        return [self.model._meta.get_field(c.removeprefix("-")) for c in self.cle]

    @property
    def sel(self) -> str:
        return f"ppas.curseur.{self.model._meta.label}.{','.join(self.cle)}"

    def curseur(self, objet: Model, sens: str) -> str:
        """Return the opaque, signed address of what follows `objet` in the direction `sens`."""
        return signing.dumps([sens, *(champ.value_to_string(objet) for champ in self.champs)], salt=self.sel)

    def lire(self, curseur: str) -> tuple[str, list[Any]] | None:
        """Return the direction and the values of a cursor, or None when it is none of this list."""
        try:
            sens, *textes = signing.loads(curseur, salt=self.sel)
            valeurs = [champ.to_python(texte) for champ, texte in zip(self.champs, textes, strict=True)]
        except (signing.BadSignature, ValueError, ValidationError):
            return None
        return sens, valeurs

    def lire_dans(self, queryset: QuerySet[Any], curseur: str) -> tuple[str, list[Any]] | None:
        """Return what `lire` does; the list is not needed when the cursor holds the values."""
        return self.lire(curseur)

    def apres(self, valeurs: list[Any]) -> Q:
        """Return the condition of the rows that come strictly after `valeurs`."""
        condition, egalites = Q(), Q()
        for cle, valeur in zip(self.cle, valeurs, strict=True):
            nom, operateur = cle.removeprefix("-"), "lt" if cle.startswith("-") else "gt"
            condition |= egalites & Q(**{f"{nom}__{operateur}": valeur})
            egalites &= Q(**{nom: valeur})
        # Implied by the rest, but one bound on the first key is what an index can use.
        nom, operateur = self.cle[0].removeprefix("-"), "lte" if self.cle[0].startswith("-") else "gte"
        return Q(**{f"{nom}__{operateur}": valeurs[0]}) & condition


class _OrdreDiscret(_Ordre):
    """An order by personal or related values: the cursor holds the number of a row, and its values are read again."""

    @property
    def sel(self) -> str:
        return f"ppas.curseur.discret.{self.model._meta.label}.{','.join(self.cle)}"

    def curseur(self, objet: Model, sens: str) -> str:
        """Return the signed number of `objet`."""
        return signing.dumps([sens, objet.pk], salt=self.sel)

    def lire_dans(self, queryset: QuerySet[Any], curseur: str) -> tuple[str, list[Any]] | None:
        """Return the direction and the values of the row, which must be one that the reader may see."""
        try:
            sens, pk = signing.loads(curseur, salt=self.sel)
        except (signing.BadSignature, ValueError):
            return None
        champs = [c.removeprefix("-") for c in self.cle]
        valeurs = queryset.order_by().filter(pk=pk).values_list(*champs).first()
        return (sens, list(valeurs)) if valeurs else None


def paginer[M: Model](
    queryset: QuerySet[M],
    requete: HttpRequest,
    *,
    cle: Sequence[str] = ("-id",),
    taille: int = 25,
    est_discrete: bool = False,
) -> PageCurseur[M]:
    """Return the page of `queryset` that `?curseur=` asks for, in the order `cle`, in one query.

    `cle` names fields of the model itself, never null and never personal (their values travel, signed but readable,
    in the address); the primary key is added at its end when it is missing. With `est_discrete`, `cle` may be personal
    or go through relations: the address holds the number of a row only, whose values cost one more query.
    A cursor that is false, old, or of another list gives the first page. Going back to the beginning gives a full
    first page, for one more query.
    """
    ordre = (_OrdreDiscret if est_discrete else _Ordre)(queryset.model, _avec_pk(queryset.model, cle))
    curseur = requete.GET.get("curseur", "")
    lu = ordre.lire_dans(queryset, curseur) if curseur else None
    if lu is None:
        return _page(queryset, ordre, taille)
    sens, valeurs = lu
    if sens == "precedent":
        return _page_precedente(queryset, ordre, valeurs, taille) or _page(queryset, ordre, taille)
    return _page(queryset.filter(ordre.apres(valeurs)), ordre, taille, est_suite=True) or _page(queryset, ordre, taille)


def _avec_pk(model: type[Model], cle: Sequence[str]) -> tuple[str, ...]:
    pk = model._meta.pk.name
    if any(c.removeprefix("-") in {"pk", pk} for c in cle):
        return tuple(c.replace("pk", pk) if c in {"pk", "-pk"} else c for c in cle)
    return (*cle, f"-{pk}" if cle[-1].startswith("-") else pk)


def _page[M: Model](queryset: QuerySet[M], ordre: _Ordre, taille: int, *, est_suite: bool = False) -> PageCurseur[M]:
    lus = list(queryset.order_by(*ordre.cle)[: taille + 1])
    objets = lus[:taille]
    return PageCurseur(
        objets,
        precedent=ordre.curseur(objets[0], "precedent") if objets and est_suite else None,
        suivant=ordre.curseur(objets[-1], "suivant") if len(lus) > taille else None,
    )


def _page_precedente[M: Model](
    queryset: QuerySet[M], ordre: _Ordre, valeurs: list[Any], taille: int
) -> PageCurseur[M] | None:
    inverse = ordre.inverse()
    lus = list(queryset.filter(inverse.apres(valeurs)).order_by(*inverse.cle)[: taille + 1])
    if len(lus) <= taille:
        return None
    objets = lus[taille - 1 :: -1]
    return PageCurseur(objets, ordre.curseur(objets[0], "precedent"), ordre.curseur(objets[-1], "suivant"))

"""Writing many rows fast: COPY where PostgreSQL offers it, one prepared INSERT elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any, cast

from django.db import connection, models

LOT = 10_000
"""Rows put into words together: a column of them repeats few values, each written once."""
_SEPARATEURS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def charger(modele: type[models.Model], champs: Sequence[str], lignes: Iterable[Sequence[Any]]) -> None:
    """Insert `lignes`, each a tuple of the values of `champs` in their order, in the current transaction.

    Values are written as they are: dates, integers, strings, None. Neither signals nor validation run: the caller has
    judged the lines, and the database's constraints still hold. Raises IntegrityError when one does not.
    """
    colonnes = [cast("models.Field", modele._meta.get_field(champ)).column for champ in champs]
    table = connection.ops.quote_name(modele._meta.db_table)
    liste = ", ".join(connection.ops.quote_name(cast("str", colonne)) for colonne in colonnes)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, curseur.copy(f"COPY {table} ({liste}) FROM STDIN") as copie:
                for lot in batched(lignes, LOT, strict=False):
                    copie.write("".join(_texte_copy(lot)))
        else:
            valeurs = ", ".join(["%s"] * len(colonnes))
            curseur.executemany(f"INSERT INTO {table} ({liste}) VALUES ({valeurs})", list(lignes))  # noqa: S608


def _texte_copy(lignes: Sequence[Sequence[Any]]) -> Iterator[str]:
    """Yield each row as the text format of COPY has it: fields between tabs, `\\N` for NULL, separators escaped."""
    colonnes = []
    for colonne in zip(*lignes, strict=True):
        textes = {valeur: _texte(valeur) for valeur in set(colonne)}
        colonnes.append([textes[valeur] for valeur in colonne])
    return map("{}\n".format, map("\t".join, zip(*colonnes, strict=True)))


def _texte(valeur: object) -> str:
    return r"\N" if valeur is None else str(valeur).translate(_SEPARATEURS)

"""Writing many rows fast: COPY where PostgreSQL offers it, one prepared INSERT of hundreds of rows elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import batched, chain
from typing import Any, cast

from django.db import connection, models

LOT = 1_000
"""Rows put into words together, while the server stores those sent before."""
PAR_ORDRE = 500
"""Rows of one INSERT on SQLite: Python's lock, which the reader of the file waits for, is taken once for them all."""
_SEPARATEURS = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def charger(modele: type[models.Model], champs: Sequence[str], lignes: Iterable[Sequence[Any]]) -> None:
    """Insert `lignes`, each a tuple of the values of `champs` in their order, in the current transaction.

    Values are written as they are: dates, integers, strings, None. Neither signals nor validation run: the caller has
    judged the lines, and the database's constraints still hold. Raises IntegrityError when one does not. Without a
    line, nothing is asked of the database.
    """
    suivants = batched(lignes, LOT, strict=False)
    premier = next(suivants, None)
    if premier is None:
        return
    lots = chain([premier], suivants)
    colonnes = [cast("models.Field", modele._meta.get_field(champ)).column for champ in champs]
    table = connection.ops.quote_name(modele._meta.db_table)
    liste = ", ".join(connection.ops.quote_name(cast("str", colonne)) for colonne in colonnes)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, curseur.copy(f"COPY {table} ({liste}) FROM STDIN") as copie:
                for lot in lots:
                    copie.write("".join(map("{}\n".format, map("\t".join, _traduire(lot, _texte_copy)))))
        else:
            textes = [ligne for lot in lots for ligne in _traduire(lot, _valeur_sqlite)]
            ensemble = len(textes) - len(textes) % PAR_ORDRE
            rangee = f"({', '.join(['%s'] * len(colonnes))})"
            for nb, siennes in ((PAR_ORDRE, textes[:ensemble]), (1, textes[ensemble:])):
                groupes = list(batched(chain.from_iterable(siennes), nb * len(colonnes), strict=True))
                if groupes:
                    ordre = f"INSERT INTO {table} ({liste}) VALUES {', '.join([rangee] * nb)}"  # noqa: S608
                    curseur.executemany(ordre, groupes)


def _traduire(lignes: Sequence[Sequence[Any]], traduction: Callable[[Any], Any]) -> Iterator[tuple]:
    """Yield the rows with their values translated: column by column, each distinct value once."""
    colonnes = []
    for colonne in zip(*lignes, strict=True):
        traductions = {valeur: traduction(valeur) for valeur in set(colonne)}
        colonnes.append([traductions[valeur] for valeur in colonne])
    return zip(*colonnes, strict=True)


def _texte_copy(valeur: object) -> str:
    """Write a value as the text format of COPY has it."""
    return r"\N" if valeur is None else str(valeur).translate(_SEPARATEURS)


def _valeur_sqlite(valeur: object) -> object:
    return valeur.isoformat() if isinstance(valeur, date) else valeur

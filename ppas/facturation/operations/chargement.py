"""Writing many rows fast: COPY where PostgreSQL offers it, one prepared INSERT elsewhere."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection, models


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
                for ligne in lignes:
                    copie.write_row(ligne)
        else:
            valeurs = ", ".join(["%s"] * len(colonnes))
            curseur.executemany(f"INSERT INTO {table} ({liste}) VALUES ({valeurs})", list(lignes))  # noqa: S608

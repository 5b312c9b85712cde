"""The same alphabetical order on both databases: the collation of French that PostgreSQL holds, taught to SQLite."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.functions import Collate
from django.dispatch import receiver

from ppas.socle.regles.alphabet import comparer

COLLATION = "fr-x-icu"


def alphabetique(champ: str) -> Collate:
    """Return the expression that sorts by the text of `champ`, accents and capitals apart."""
    return Collate(champ, COLLATION)


@receiver(connection_created, dispatch_uid="alphabet")
def _apprendre(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation(COLLATION, comparer)

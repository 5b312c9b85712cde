"""Two lookups like `__in`: `parmi` sends thousands of values as one parameter, `parmi_ecrits` sends none.

SQLite uses a partial index only when it can read the index's condition in the statement itself.
"""

import json
import re
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Parmi(models.Lookup):
    """`champ__parmi=valeurs`: strings or integers, in any number; the statement's text does not grow with them."""

    lookup_name = "parmi"

    def get_prep_lookup(self) -> list[Any]:
        """Take the values as they are."""
        return list(self.rhs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Compare with the elements of a JSON array (SQLite)."""
        gauche, params = self.process_lhs(compiler, connection)
        return f"{gauche} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(self.rhs))  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Compare with the elements of an array, written as PostgreSQL reads it: adapting a list is far slower."""
        gauche, params = self.process_lhs(compiler, connection)
        return f"{gauche} = ANY(%s)", (*params, f"{{{','.join(map(_element, self.rhs))}}}")


@models.CharField.register_lookup
class ParmiEcrits(models.Lookup):
    """`etat__parmi_ecrits=valeurs`: words of our own, such as states, written in the statement in their order."""

    lookup_name = "parmi_ecrits"

    def get_prep_lookup(self) -> list[str]:
        """Refuse anything but bare words: nothing typed by anybody may come here."""
        valeurs = [str(valeur) for valeur in self.rhs]
        if not valeurs or not all(re.fullmatch("[a-z_-]+", valeur) for valeur in valeurs):
            raise ValueError("parmi_ecrits takes words of the code")
        return valeurs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Write what Django writes for `__in` in the condition of an index."""
        gauche, params = self.process_lhs(compiler, connection)
        return f"{gauche} IN ({', '.join(f"'{valeur}'" for valeur in self.rhs)})", tuple(params)


def _element(valeur: object) -> str:
    texte = str(valeur).replace("\\", r"\\").replace('"', r"\"")
    return f'"{texte}"'

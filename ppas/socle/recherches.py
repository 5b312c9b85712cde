"""Lookup `parmi`: `__in` for thousands of values, sent as one parameter instead of one each."""

import json
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


def _element(valeur: object) -> str:
    texte = str(valeur).replace("\\", r"\\").replace('"', r"\"")
    return f'"{texte}"'

"""How the database would answer a statement that a test has captured."""

from django.db import connection


def plan_de(sql: str) -> str:
    """Return the plan of `sql`, its values written in, as the database words it."""
    expliquer = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as curseur:
        curseur.execute(f"{expliquer} {sql}")
        return str(curseur.fetchall())

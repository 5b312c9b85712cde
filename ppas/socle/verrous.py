"""The journal may only grow: triggers refuse the rest, whoever asks (docs/decisions/0040).

A migration that makes SQLite rebuild one of these tables loses its triggers: it must end with `poser` again.
"""

from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INTERDITS = {
    "socle_evenement": ("UPDATE", "DELETE"),
    "socle_sceau": ("UPDATE", "DELETE"),
    "socle_consultation": ("UPDATE",),  # it is purged
}
FONCTION = (
    "CREATE OR REPLACE FUNCTION socle_refuser() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is refused on %', TG_OP, TG_TABLE_NAME; END $$"
)
CREATIONS = {
    "postgresql": "CREATE TRIGGER {nom} BEFORE {ordre} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION socle_refuser()",
    "sqlite": "CREATE TRIGGER {nom} BEFORE {ordre} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{ordre} is refused on {table}'); END",
}
PRESENTS = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}
VERROUS = {f"{table}_sans_{ordre.lower()}": (table, ordre) for table, ordres in INTERDITS.items() for ordre in ordres}


def poser(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers, as a step of a migration."""
    placer(schema_editor.connection)


def lever(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers, as the way back of a migration."""
    retirer(schema_editor.connection)


def placer(base: BaseDatabaseWrapper) -> None:
    """Create the triggers that are missing."""
    with base.cursor() as curseur:
        if base.vendor == "postgresql":
            curseur.execute(FONCTION)
        for nom in absents(base):
            table, ordre = VERROUS[nom]
            curseur.execute(CREATIONS[base.vendor].format(nom=nom, table=table, ordre=ordre))


def retirer(base: BaseDatabaseWrapper) -> None:
    """Drop the triggers: what an intruder who owns the database can do, and `absents` tells."""
    with base.cursor() as curseur:
        for nom, (table, _) in VERROUS.items():
            sur = f" ON {table}" if base.vendor == "postgresql" else ""
            curseur.execute(f"DROP TRIGGER IF EXISTS {nom}{sur}")


def absents(base: BaseDatabaseWrapper = connection) -> list[str]:
    """Return the triggers that the database lacks, or that somebody switched off."""
    with base.cursor() as curseur:
        curseur.execute(PRESENTS[base.vendor])
        presents = {nom for (nom,) in curseur.fetchall()}
    return sorted(VERROUS.keys() - presents)

"""The database, from one address: `sqlite:///path` or `postgresql://user:password@host:port/name`."""

from typing import Any
from urllib.parse import unquote, urlsplit


def base_de_donnees(adresse: str) -> dict[str, Any]:
    """Return Django's settings for the database at `adresse`.

    SQLite takes its write lock when a transaction begins (IMMEDIATE): a transaction that reads, then
    writes, would otherwise fail as soon as two of them run. It keeps 16 MB of pages: 64 made the memory of a large
    file a half larger (P2). PostgreSQL hears that its data is not on a disk that turns: it would otherwise read a
    whole table rather than ten thousand places of it (0148).
    """
    if adresse.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": adresse.removeprefix("sqlite:///"),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
            },
        }
    parties = urlsplit(adresse)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parties.path.lstrip("/"),
        "USER": unquote(parties.username or ""),
        "PASSWORD": unquote(parties.password or ""),
        "HOST": unquote(parties.hostname or ""),
        "PORT": str(parties.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "options": "-c random_page_cost=1.1"},
    }

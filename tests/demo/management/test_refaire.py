"""A database of another version is built again, whatever its tables were."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

RACINE = Path(__file__).parents[3]
AUTRE_VERSION = """
    CREATE TABLE demo_construction (id INTEGER PRIMARY KEY, empreinte TEXT, commencee_le TEXT, terminee_le TEXT);
    INSERT INTO demo_construction VALUES (1, 'autre', '2026-11-04 08:00:00', '2026-11-04 08:01:00');
    CREATE TABLE comptes_utilisateur (id INTEGER PRIMARY KEY, autrefois TEXT);
    CREATE TABLE ancienne_table (utilisateur_id INTEGER REFERENCES comptes_utilisateur (id));
    CREATE VIRTUAL TABLE ancienne_fts USING fts5(texte);
"""


def preparer(dossier: Path) -> str:
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings_demo",
        "PPAS_BASE": f"sqlite:///{dossier / 'demo.sqlite3'}",
        "PPAS_DONNEES": str(dossier),
    }
    return subprocess.run(
        [sys.executable, "manage.py", "demo_preparer"],
        cwd=RACINE,
        env=environnement,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_une_base_d_une_autre_version_est_refaite_et_le_dit(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "demo.sqlite3", isolation_level=None)) as base:
        base.executescript(AUTRE_VERSION)
        assert "elle date d’une autre version" in preparer(tmp_path)
        assert base.execute("SELECT count(prenom) > 10 FROM comptes_utilisateur").fetchone() == (1,)
        tables = {nom for (nom,) in base.execute("SELECT name FROM sqlite_master")}
    assert not {"ancienne_table", "ancienne_fts", "ancienne_fts_data"} & tables
    assert (tmp_path / "exemples" / "prises-en-charge.csv").is_file()

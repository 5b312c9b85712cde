"""A database of another version is built again, whatever its tables were."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

RACINE = Path(__file__).parents[3]


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
    preparer(tmp_path)
    with closing(sqlite3.connect(tmp_path / "demo.sqlite3", isolation_level=None)) as base:
        base.execute("UPDATE demo_construction SET empreinte = 'autre'")
        base.execute("ALTER TABLE comptes_utilisateur RENAME COLUMN prenom TO autrefois")
        assert "elle date d’une autre version" in preparer(tmp_path)
        assert base.execute("SELECT count(prenom) > 10 FROM comptes_utilisateur").fetchone() == (1,)
    assert (tmp_path / "exemples" / "prises-en-charge.csv").is_file()

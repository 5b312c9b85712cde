"""An SQLite database that holds its tables and no row of ours: migrated once, then copied, for it takes long.

The file that is copied is kept from one run to the next, in pytest's cache, under a name that changes with all
that made it: the migrations, what they import, the locked packages. `pytest --cache-clear` forgets it.
"""

import ast
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from functools import cache
from pathlib import Path

RACINE = Path(__file__).parent.parent
MODELES = RACINE / ".pytest_cache" / "d" / "tables"


def _migrer(adresse: str) -> None:
    environnement = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test", "PPAS_BASE": adresse}
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=RACINE, env=environnement, check=True)


def _sources() -> list[Path]:
    """Return the files that decide what the tables are."""
    migrations = sorted(RACINE.glob("ppas/*/migrations/*.py"))
    modules = set()
    for arbre in (ast.parse(migration.read_bytes()) for migration in migrations):
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.ImportFrom):
                modules |= {noeud.module, *(f"{noeud.module}.{nom.name}" for nom in noeud.names)}
            elif isinstance(noeud, ast.Import):
                modules |= {nom.name for nom in noeud.names}
    chemins = sorted(RACINE / module.replace(".", "/") for module in modules if module and module.startswith("ppas."))
    importes = [fichier for chemin in chemins for fichier in (chemin.with_suffix(".py"), chemin / "__init__.py")]
    return [
        *migrations,
        *filter(Path.is_file, importes),
        *sorted(RACINE.glob("config/*.py")),
        RACINE / "requirements.lock",
    ]


@cache
def _nom_du_modele() -> str:
    condense = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for source in _sources():
        condense.update(f"{source.relative_to(RACINE)}\n".encode() + source.read_bytes())
    return f"{condense.hexdigest()[:16]}.sqlite3"


def creer_fichier(fichier: Path) -> None:
    """Make an SQLite database at `fichier`; the first to ask migrates, the other workers wait for it."""
    MODELES.mkdir(parents=True, exist_ok=True)
    modele = MODELES / _nom_du_modele()
    with (MODELES / "verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not modele.exists():
            for ancien in MODELES.glob("*.sqlite3*"):
                ancien.unlink()
            neuf = modele.with_suffix(".sqlite3.neuf")
            _migrer(f"sqlite:///{neuf}")
            neuf.rename(modele)
        shutil.copyfile(modele, fichier)

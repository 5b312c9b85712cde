"""Every figure on PostgreSQL, then on SQLite: `make bench`. Writes `bench/resultats.md`; fails above a ceiling.

`--court` measures all of them on less (a tenth of the data, fewer rounds) to see that they run; it writes nothing.
`--seulement pages,mois` and `--base sqlite` choose, and replace these rows only.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bench.commun import Chiffre

RACINE = Path(__file__).resolve().parent.parent
RESULTATS = RACINE / "bench/resultats.md"
BASES = {"postgresql": ["bin/avec-postgres", "--durable"], "sqlite": []}


@dataclass(frozen=True)
class Mesure:
    """A module of this package, with its options in a short run, and on SQLite, which has one writer."""

    module: str
    court: str = ""
    sqlite: str = ""
    bases: tuple[str, ...] = tuple(BASES)

    def commande(self, base: str, *, court: bool) -> list[str]:
        """Return the command that measures it on `base`."""
        options = self.court if court else self.sqlite if base == "sqlite" else ""
        return [*BASES[base], ".venv/bin/python", "-m", f"bench.{self.module}", *options.split()]


MESURES = (
    Mesure("ingestion", "--tours 2 --grand 200000 --tours-grand 1"),
    Mesure("ecrivain", "--lignes 20000", bases=("sqlite",)),
    Mesure("pages", "--tours 3"),
    Mesure("croissance", "--tours 3 --facteur 2"),
    Mesure("cohabitation", "--lignes 100000"),
    Mesure("bordereaux", "--tours 3"),
    Mesure("mois", "--part 50", sqlite="--part 10"),
    Mesure("accueil", "--tours 21"),
    Mesure("connexion"),
    Mesure("hors_ligne", "--tours 3"),
)


def mesurer(mesure: Mesure, base: str, *, court: bool) -> tuple[list[Chiffre], str, bool]:
    """Run one measure in a data folder of its own; return its figures, its command and whether it went well."""
    commande = mesure.commande(base, court=court)
    print(f"--- {base}: {' '.join(commande)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="ppas-banc-", ignore_cleanup_errors=True) as dossier:
        sortie = Path(dossier) / "chiffres.jsonl"
        environnement = os.environ | {"PPAS_DONNEES": dossier, "PPAS_BANC": str(sortie)}
        environnement.pop("PPAS_BASE", None)
        statut = subprocess.run(commande, cwd=RACINE, env=environnement, check=False).returncode
        lignes = sortie.read_text().splitlines() if sortie.exists() else []
    return [Chiffre(**json.loads(ligne)) for ligne in lignes], " ".join(commande), statut == 0


@cache
def machine() -> str:
    """Return what the figures were measured on."""
    infos = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    modele = next((li.partition(":")[2].strip() for li in infos.splitlines() if li.startswith("model name")), "")
    commande = [*BASES["postgresql"], "sh", "-c", 'psql -Atc "show server_version" "$PPAS_BASE"']
    postgresql = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=False).stdout.split()
    return (
        f"{os.cpu_count()} cores ({modele or platform.machine()}), Python {platform.python_version()}, "
        f"PostgreSQL {postgresql[0] if postgresql else 'absent'}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.release()}"
    )


def rangees(chiffres: list[Chiffre], commande: str, *, est_fait: bool) -> list[str]:
    """Return the rows that a measure gives to the table of its database."""
    if not chiffres and not est_fait:
        return [f"| (none) | **failed** | | | `{commande}` |"]
    return [f"| {c.code} {c.libelle} | {_valeur(c)} | {c.limite} | {c.detail} | `{commande}` |" for c in chiffres]


def _valeur(chiffre: Chiffre) -> str:
    return f"{chiffre.valeur:.2f}" if chiffre.est_tenu else f"**{chiffre.valeur:.2f}**"


def deja_ecrites(base: str, module: str) -> list[str]:
    """Return the rows that the results hold already of this measure."""
    texte = RESULTATS.read_text() if RESULTATS.exists() else ""
    _, _, section = texte.partition(f"## {base}\n")
    return [
        ligne
        for ligne in section.partition("\n## ")[0].splitlines()
        if ligne.endswith("|") and f"bench.{module}" in ligne
    ]


def rapport(tables: dict[str, dict[str, list[str]]]) -> str:
    """Return the results as a page."""
    entete = (
        "# Measured figures\n\nWritten by `make bench`; each figure is a ratio of two things measured in one run. "
        "In bold, what misses its ceiling.\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}.\n"
    )
    colonnes = "| Figure | Value | Ceiling | Detail | Command |\n| - | - | - | - | - |\n"
    for base, par_module in tables.items():
        entete += f"\n## {base}\n\n{colonnes}" + "".join(f"{r}\n" for rs in par_module.values() for r in rs)
    return entete


def main() -> int:
    """Measure, print, write as it comes: an interrupted run keeps what it measured."""
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyseur.add_argument("--court", action="store_true")
    analyseur.add_argument("--base", choices=BASES)
    analyseur.add_argument("--seulement", default="", help="modules, between commas")
    options = analyseur.parse_args()
    bases = [options.base] if options.base else list(BASES)
    voulus = options.seulement.split(",") if options.seulement else [mesure.module for mesure in MESURES]
    tables = {base: {m.module: deja_ecrites(base, m.module) for m in MESURES if base in m.bases} for base in BASES}
    est_tenu = True
    for base in bases:
        for mesure in (m for m in MESURES if base in m.bases and m.module in voulus):
            chiffres, commande, est_fait = mesurer(mesure, base, court=options.court)
            tables[base][mesure.module] = rangees(chiffres, commande, est_fait=est_fait)
            est_tenu &= est_fait
            if not options.court:
                RESULTATS.write_text(rapport(tables))
    return int(not est_tenu)


if __name__ == "__main__":
    sys.exit(main())

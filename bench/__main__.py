"""Every figure on PostgreSQL, then on SQLite: `make bench`. Writes `bench/resultats.md`; fails above a ceiling.

`--court` measures all of them on less (a tenth of the data, fewer rounds) to see that they run; it writes nothing.
`--seulement pages,mois` and `--base sqlite` choose.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
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
    Mesure("connexion"),
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


def tableau(base: str, releves: list[tuple[list[Chiffre], str, bool]]) -> str:
    """Return the figures of one database as a table of the results."""
    lignes = [f"## {base}", "", "| Figure | Value | Ceiling | Detail | Command |", "| - | - | - | - | - |"]
    for chiffres, commande, est_fait in releves:
        if not chiffres and not est_fait:
            lignes.append(f"| (none) | **failed** | | | `{commande}` |")
        for chiffre in chiffres:
            valeur = f"{chiffre.valeur:.2f}" if chiffre.est_tenu else f"**{chiffre.valeur:.2f}**"
            colonnes = (f"{chiffre.code} {chiffre.libelle}", valeur, chiffre.limite, chiffre.detail, f"`{commande}`")
            lignes.append(f"| {' | '.join(colonnes)} |")
    return "\n".join(lignes)


def rapport(releves: dict[str, list[tuple[list[Chiffre], str, bool]]], minutes: float) -> str:
    """Return the results as a page."""
    entete = (
        "# Measured figures\n\nWritten by `make bench`; each figure is a ratio of two things measured in one run. "
        "In bold, what misses its ceiling.\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}; {minutes:.0f} minutes.\n\n"
    )
    return entete + "\n\n".join(tableau(base, siens) for base, siens in releves.items()) + "\n"


def main() -> int:
    """Measure, print, write."""
    analyseur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    analyseur.add_argument("--court", action="store_true")
    analyseur.add_argument("--base", choices=BASES)
    analyseur.add_argument("--seulement", default="", help="modules, between commas")
    options = analyseur.parse_args()
    debut = time.monotonic()
    voulues = [m for m in MESURES if not options.seulement or m.module in options.seulement.split(",")]
    est_entier = not (options.court or options.base or options.seulement)
    releves: dict[str, list[tuple[list[Chiffre], str, bool]]] = {}
    texte = ""
    for base in [options.base] if options.base else BASES:
        for mesure in (m for m in voulues if base in m.bases):
            releves.setdefault(base, []).append(mesurer(mesure, base, court=options.court))
            texte = rapport(releves, (time.monotonic() - debut) / 60)
            if est_entier:
                RESULTATS.write_text(texte)  # as they come: an interrupted run keeps what it measured
    print(texte)
    return int(not all(est_fait for siens in releves.values() for _, _, est_fait in siens))


if __name__ == "__main__":
    sys.exit(main())

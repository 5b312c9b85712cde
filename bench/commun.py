"""What the figures share: timing, a companion process to measure in turn with, and the way to say a result."""

import json
import os
import select
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from django.core.management import call_command
from django.db import connection

DOSSIER = Path(os.environ["PPAS_DONNEES"])


@dataclass(frozen=True)
class Chiffre:
    """A figure: `valeur` must be at most `plafond`, or at least when `est_plancher`; None has no limit (a control)."""

    code: str
    libelle: str
    valeur: float
    plafond: float | None
    detail: str
    est_plancher: bool = False

    @property
    def est_tenu(self) -> bool:
        """Whether it is on the right side of its limit."""
        if self.plafond is None:
            return True
        return self.valeur >= self.plafond if self.est_plancher else self.valeur <= self.plafond

    @property
    def limite(self) -> str:
        """Its limit in words."""
        if self.plafond is None:
            return "control"
        return f"at {'least' if self.est_plancher else 'most'} {self.plafond:g}"


def creer_les_tables() -> None:
    """Make the tables, that of the cache included."""
    for commande in ("migrate", "createcachetable"):
        call_command(commande, verbosity=0)


def rendre(chiffres: Sequence[Chiffre]) -> int:
    """Print `chiffres`, add them to the file that PPAS_BANC names, and return the status of the process."""
    for chiffre in chiffres:
        manque = "" if chiffre.est_tenu else "  MISSED"
        print(f"{chiffre.code:4} {chiffre.libelle}: {chiffre.valeur:.2f} ({chiffre.limite}){manque}", flush=True)
        print(f"     {chiffre.detail}", flush=True)
    if "PPAS_BANC" in os.environ:
        with Path(os.environ["PPAS_BANC"]).open("a") as sortie:
            sortie.writelines(json.dumps(asdict(chiffre)) + "\n" for chiffre in chiffres)
    return int(not all(chiffre.est_tenu for chiffre in chiffres))


def chronometrer(geste: Callable[[], object]) -> float:
    """Return the seconds that `geste` takes."""
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def mediane_des_rapports(paires: Sequence[tuple[float, float]]) -> float:
    """Return the median of the ratios of measures taken in turn."""
    return statistics.median(a / b for a, b in paires)


def medianes(tours: Sequence[Sequence[float]]) -> list[float]:
    """Return the median of each column."""
    return [statistics.median(colonne) for colonne in zip(*tours, strict=True)]


def centile(valeurs: Sequence[float], part: int) -> float:
    """Return the percentile `part` of `valeurs`."""
    return statistics.quantiles(valeurs, n=100)[part - 1]


def entretenir() -> None:
    """Do what PostgreSQL does by itself between two uses: statistics up to date, dead rows swept."""
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Compagnon:
    """A process that answers one line to each line it is sent: `python -m MODULE ARGUMENTS…`."""

    def __init__(self, *commande: str, **environnement: str) -> None:
        self._processus = subprocess.Popen(
            [sys.executable, "-m", *commande],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env=os.environ | environnement,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *erreur: object) -> None:
        self._processus.communicate()

    def demander(self, texte: str = "") -> str:
        """Send a line and wait for its answer."""
        self.envoyer(texte)
        return self.lire()

    def envoyer(self, texte: str = "") -> None:
        """Send a line."""
        assert self._processus.stdin is not None
        self._processus.stdin.write(f"{texte}\n")
        self._processus.stdin.flush()

    def a_repondu(self, attente: float = 0) -> bool:
        """Tell whether an answer, or the end, can be read within `attente` seconds."""
        return bool(select.select([self._processus.stdout], [], [], attente)[0])

    def lire(self) -> str:
        """Wait for the answer to a line; raise RuntimeError when the process has died."""
        assert self._processus.stdout is not None
        reponse = self._processus.stdout.readline()
        if not reponse:
            raise RuntimeError(f"The companion process stopped: {self._processus.args!r}")
        return reponse.rstrip("\n")


def servir(repondre: Callable[[str], object]) -> None:
    """Be the companion of another process until it closes."""
    for ligne in sys.stdin:
        print(repondre(ligne.rstrip("\n")), flush=True)

"""Versions of browsers (ACC-02): the floors that the FAQ names, and what is advised today, as data."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "navigateurs.csv"


@dataclass(frozen=True)
class Navigateur:
    """A browser; `plancher` is the version of the FAQ, empty where it names none.

    `conseillee` is two versions before the newest one on the day `releve_le`, which `source` gave.
    """

    nom: str
    plancher: str
    conseillee: str
    releve_le: date
    source: str


@cache
def lire_navigateurs() -> tuple[Navigateur, ...]:
    """Return them in the order of the file."""
    with DONNEES.open(encoding="utf-8", newline="") as fichier:
        return tuple(
            Navigateur(
                ligne["navigateur"],
                ligne["plancher_de_la_faq"],
                ligne["version_conseillee"],
                date.fromisoformat(ligne["releve_le"]),
                ligne["source"],
            )
            for ligne in csv.DictReader(fichier, delimiter=";")
        )

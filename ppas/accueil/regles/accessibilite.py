"""The accessibility statement (ACC-05): data of the last review, what it found, and the word that follows from it.

Form and words of the statement: RGAA 4.1, « Obligations légales », « Déclaration d’accessibilité ».
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DONNEES = Path(__file__).resolve().parent.parent / "donnees"
CONFORME, NON_CONFORME, NON_VERIFIE, SANS_OBJET = "conforme", "non conforme", "non vérifié", "sans objet"
SEUIL = 50
"""Per cent of the criteria from which a service conforms in part."""


@dataclass(frozen=True)
class Critere:
    """A criterion of the RGAA: what it is about, how it is checked, what the last review found.

    `preuve` is the test that proves it, when a test does.
    """

    critere: str
    thematique: str
    sujet: str
    controle: str
    resultat: str
    comment: str
    preuve: str


@dataclass(frozen=True)
class Declaration:
    """What is said beside the results; `revue_le` is the day of the review."""

    revue_le: date
    validite_ans: int
    reference: str
    loi: str
    methode: str
    pages: str
    non_evalues: list[str]
    derogations: list[str]
    technologies: list[str]
    outils: list[str]
    defenseur: dict[str, Any]

    @property
    def valable_jusqu_au(self) -> date:
        """The day after which the review proves nothing any more."""
        return self.revue_le.replace(year=self.revue_le.year + self.validite_ans)


@cache
def lire_grille() -> tuple[Critere, ...]:
    """Return the 106 criteria, in their order."""
    with (DONNEES / "rgaa.csv").open(encoding="utf-8", newline="") as fichier:
        return tuple(Critere(**ligne) for ligne in csv.DictReader(fichier, delimiter=";"))


@cache
def lire_declaration() -> Declaration:
    """Return the facts of the review."""
    faits = json.loads((DONNEES / "accessibilite.json").read_text("utf-8"))
    return Declaration(**faits | {"revue_le": date.fromisoformat(faits["revue_le"])})


def compter(criteres: Sequence[Critere], resultat: str) -> int:
    """Return how many of them have this result."""
    return sum(critere.resultat == resultat for critere in criteres)


def taux(criteres: Sequence[Critere]) -> int:
    """Return the part of the criteria that conform, in whole per cent rounded down.

    A criterion that nobody has checked yet counts against; one without an object does not count.
    """
    applicables = len(criteres) - compter(criteres, SANS_OBJET)
    return 100 * compter(criteres, CONFORME) // applicables if applicables else 0


def etat_de_conformite(criteres: Sequence[Critere], *, valable_jusqu_au: date, le: date) -> str:
    """Return the word that the law gives to this rate; a review that is too old is worth none."""
    pourcentage = taux(criteres)
    if le > valable_jusqu_au or pourcentage < SEUIL:
        return "non conforme"
    return "totalement conforme" if pourcentage == 100 else "partiellement conforme"  # noqa: PLR2004


def etat_du_portail(*, le: date) -> str:
    """Return that word for this portal, on that day."""
    return etat_de_conformite(lire_grille(), valable_jusqu_au=lire_declaration().valable_jusqu_au, le=le)


def par_thematique(criteres: Sequence[Critere]) -> dict[str, list[Critere]]:
    """Group the criteria by theme, in their order."""
    groupes: dict[str, list[Critere]] = {}
    for critere in criteres:
        groupes.setdefault(critere.thematique, []).append(critere)
    return groupes

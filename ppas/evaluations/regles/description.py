"""The form as read from `hors_ligne/formulaires/N.json` (decision 0100). The browser reads the same file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

FORMULAIRES = Path(__file__).parent.parent / "hors_ligne" / "formulaires"
VERSIONS = tuple(
    sorted(int(chemin.stem) for chemin in FORMULAIRES.glob("*.json") if re.fullmatch("[1-9][0-9]*", chemin.stem))
)
DERNIERE_VERSION = VERSIONS[-1]

Choix = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """The question is asked when the answer to `cle` is, or holds, one of `parmi`."""

    cle: str
    parmi: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dispositif:
    """A scheme that a row of the plan may belong to; `cle` is the code of its ceiling.

    `prestations`: the only ones that it takes, all when None. `apres`: the one whose ceiling must be reached first.
    """

    cle: str
    libelle: str
    prestations: frozenset[str] | None
    apres: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Only what its `sorte` uses is filled: see decision 0100.

    `source` and `est_exemple` are those of its section when it has none of its own. `minimum` and `maximum` are
    decimal texts, `longueur` a number of characters.
    """

    cle: str
    libelle: str
    sorte: str
    obligatoire: bool
    aide: str
    groupe: str
    source: str
    est_exemple: bool
    si: Condition | None
    longueur: int
    minimum: str
    maximum: str
    decimales: int
    unite: str
    passee: bool
    choix: Choix
    max_lignes: int
    prestations: Choix
    dispositifs: tuple[Dispositif, ...]
    unites: Choix
    frequences: Choix


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form."""

    cle: str
    titre: str
    source: str
    est_exemple: bool
    aide: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Description:
    """One version of the form, which never changes."""

    version: int
    titre: str
    sections: tuple[Section, ...]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its key, in the order of the form."""
        return MappingProxyType({question.cle: question for section in self.sections for question in section.questions})


@cache
def charger(version: int = DERNIERE_VERSION) -> Description:
    """Read one version of the form, once; raise LookupError when there is none of that number."""
    if version not in VERSIONS:
        raise LookupError(f"no version {version} of the evaluation form")
    return lire(json.loads((FORMULAIRES / f"{version}.json").read_text(encoding="utf-8")))


def lire(donnees: dict[str, Any]) -> Description:
    """Build a description from what its JSON file holds."""
    return Description(donnees["version"], donnees["titre"], tuple(map(_section, donnees["sections"])))


def _section(donnees: dict[str, Any]) -> Section:
    return Section(
        donnees["cle"],
        donnees["titre"],
        donnees["source"],
        donnees["est_exemple"],
        donnees["aide"],
        tuple(_question(question, donnees) for question in donnees["questions"]),
    )


def _question(donnees: dict[str, Any], section: dict[str, Any]) -> Question:
    si = donnees.get("si")
    est_nombre = donnees["sorte"] == "nombre"
    return Question(
        cle=donnees["cle"],
        libelle=donnees["libelle"],
        sorte=donnees["sorte"],
        obligatoire=donnees.get("obligatoire", False),
        aide=donnees.get("aide", ""),
        groupe=donnees.get("groupe", ""),
        source=donnees.get("source", section["source"]),
        est_exemple=donnees.get("est_exemple", section["est_exemple"]),
        si=Condition(si["cle"], frozenset(si["parmi"])) if si else None,
        longueur=0 if est_nombre else donnees.get("max", 0),
        minimum=donnees["min"] if est_nombre else "0",
        maximum=donnees["max"] if est_nombre else "999999.99",
        decimales=donnees.get("decimales", 2),
        unite=donnees.get("unite", ""),
        passee=donnees.get("passee", False),
        choix=_choix(donnees.get("choix", [])),
        max_lignes=donnees.get("max_lignes", 0),
        prestations=_choix(donnees.get("prestations", [])),
        dispositifs=tuple(map(_dispositif, donnees.get("dispositifs", []))),
        unites=_choix(donnees.get("unites", [])),
        frequences=_choix(donnees.get("frequences", [])),
    )


def _dispositif(donnees: dict[str, Any]) -> Dispositif:
    prestations = donnees.get("prestations")
    return Dispositif(
        donnees["cle"],
        donnees["libelle"],
        None if prestations is None else frozenset(prestations),
        donnees.get("apres", ""),
    )


def _choix(paires: list[list[str]]) -> Choix:
    return tuple((valeur, libelle) for valeur, libelle in paires)

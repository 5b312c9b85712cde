"""The GIR of a person from the answers to the AGGIR grid (CASF, annexe 2-2); twin of `hors_ligne/regles/gir.js`.

The law's numbers are in `hors_ligne/aggir.json`, read by both.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

AGGIR = Path(__file__).parent.parent / "hors_ligne" / "aggir.json"
ADVERBES = "STCH"
AUCUN_ADVERBE = "0"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the grid, and which modalities of its questions make A or C; all others make B."""

    cle: str
    libelle: str
    questions: tuple[str, ...]
    font_a: frozenset[str]
    font_c: frozenset[str]

    def modalite(self, reponses: Mapping[str, object]) -> str | None:
        """Return A, B or C; None as long as one of its questions has no valid answer."""
        codes = [coder(reponses.get(question)) for question in self.questions]
        profil = "".join(code or "?" for code in codes)
        if "?" in profil:
            return None
        return "A" if profil in self.font_a else "C" if profil in self.font_c else "B"


@dataclass(frozen=True, slots=True)
class Groupe:
    """One group of the law's table: what each column weighs at C and at B, then (threshold, rank), highest first."""

    groupe: str
    poids: Mapping[str, tuple[int, ...]]
    seuils: tuple[tuple[int, int], ...]

    def rang(self, profil: str) -> int | None:
        """Return the rank that the sum of this group gives to `profil`; None: see the next group."""
        total = sum(self.poids[modalite][colonne] for colonne, modalite in enumerate(profil) if modalite != "A")
        return next((rang for seuil, rang in self.seuils if total >= seuil), None)


@dataclass(frozen=True, slots=True)
class Aggir:
    """The grid and the law's table. `colonnes`: the variables that weigh, in the order of the coefficients."""

    discriminantes: tuple[Variable, ...]
    illustratives: tuple[Variable, ...]
    colonnes: tuple[str, ...]
    groupes: tuple[Groupe, ...]
    rang_sinon: int
    gir_par_rang: tuple[int, ...]

    def rang(self, profil: str) -> int:
        """Return the rank, 1 to 13, of eight modalities such as `AABCAAAB`, in the order of `colonnes`."""
        return next((rang for groupe in self.groupes if (rang := groupe.rang(profil))), self.rang_sinon)


@dataclass(frozen=True, slots=True)
class Gir:
    """What the grid gives: `gir` and `rang` are None as long as `manquantes` (keys of questions) is not empty.

    `modalites`: A, B or C of each variable coded so far, illustrative ones included.
    """

    gir: int | None
    rang: int | None
    modalites: Mapping[str, str]
    manquantes: tuple[str, ...]


def coder(reponse: object) -> str | None:
    """Return the modality of one answer: four adverbs A, none C, otherwise B; None when it is no answer."""
    if reponse == AUCUN_ADVERBE:
        return "C"
    if not isinstance(reponse, str) or not reponse:
        return None
    if reponse != "".join(lettre for lettre in ADVERBES if lettre in reponse):
        return None
    return "A" if reponse == ADVERBES else "B"


def calculer_gir(reponses: Mapping[str, object]) -> Gir:
    """Compute the GIR from the answers of an evaluation (their other keys are ignored); never raises.

    The ten discriminating variables must be coded, the two that weigh nothing included: the grid is one whole.
    """
    aggir = lire_aggir()
    modalites = {
        variable.cle: modalite
        for variable in (*aggir.discriminantes, *aggir.illustratives)
        if (modalite := variable.modalite(reponses))
    }
    manquantes = tuple(
        question
        for variable in aggir.discriminantes
        for question in variable.questions
        if coder(reponses.get(question)) is None
    )
    if manquantes:
        return Gir(None, None, modalites, manquantes)
    rang = aggir.rang("".join(modalites[cle] for cle in aggir.colonnes))
    return Gir(aggir.gir_par_rang[rang - 1], rang, modalites, ())


@cache
def lire_table() -> dict[str, Any]:
    """Read the file of the law's table, once, as the browser takes it."""
    table: dict[str, Any] = json.loads(AGGIR.read_text(encoding="utf-8"))
    return table


@cache
def lire_aggir() -> Aggir:
    """Read the law's table, once."""
    donnees = lire_table()
    return Aggir(
        discriminantes=_variables(donnees["discriminantes"]),
        illustratives=_variables(donnees["illustratives"]),
        colonnes=tuple(donnees["colonnes"]),
        groupes=tuple(
            Groupe(
                groupe["groupe"],
                {modalite: tuple(groupe[modalite]) for modalite in "BC"},
                tuple((seuil, rang) for seuil, rang in groupe["seuils"]),
            )
            for groupe in donnees["groupes"]
        ),
        rang_sinon=donnees["rang_sinon"],
        gir_par_rang=tuple(donnees["gir_par_rang"]),
    )


def _variables(donnees: Iterable[dict[str, list[str]]]) -> tuple[Variable, ...]:
    return tuple(
        Variable(
            cle=str(variable["cle"]),
            libelle=str(variable["libelle"]),
            questions=tuple(variable["questions"]),
            font_a=frozenset(variable["A"]),
            font_c=frozenset(variable["C"]),
        )
        for variable in donnees
    )

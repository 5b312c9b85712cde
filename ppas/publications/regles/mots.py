"""Words as the search compares them: without accent, case, plural nor ending (PUB-03)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from ppas.prises_en_charge.regles.recherche import forme_de_recherche

_MOT = re.compile(r"\w+")
_RACINES = snowballstemmer.stemmer("french")
_VIDES = """
a au aux avec ce ces cet cette comment d dans de des du elle en est et eux il ils j je l la le les leur
leurs lui ma mais me mes mon n ne nos notre nous on ou par pas pour qu que quel quelle quels quelles qui
quoi s sa se ses si son sont sur t te tu un une vos votre vous y
"""
VIDES = frozenset(_VIDES.split())
"""Words that say nothing of a subject; a search made of them alone finds nothing."""


@dataclass(frozen=True)
class Mot:
    """A word of a text: where it stands, and its stem."""

    debut: int
    fin: int
    racine: str


def mots(texte: str) -> Iterator[Mot]:
    """Yield the words of `texte` that mean something, in their order."""
    for lu in _MOT.finditer(texte):
        racine = _racine(lu[0])
        if racine:
            yield Mot(lu.start(), lu.end(), racine)


def racines(texte: str) -> list[str]:
    """Return the stems of `texte`, in their order: « Les Barèmes 2026 » is `["barem", "2026"]`."""
    return [mot.racine for mot in mots(texte)]


@lru_cache(maxsize=20_000)
def _racine(mot: str) -> str:
    nu = forme_de_recherche(mot).replace(" ", "")
    return "" if nu in VIDES else _RACINES.stemWord(nu)

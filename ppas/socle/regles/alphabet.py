"""The alphabetical order that people expect: neither accents nor capitals set a name apart."""

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@lru_cache(maxsize=4096)
def cle_alphabetique(texte: str) -> tuple[str, str]:
    """Return what `texte` sorts by: « Étienne » between « esprit » and « Eugène ». Only equal texts have one key."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    return "".join(c for c in decompose if not unicodedata.combining(c)), texte


def comparer(gauche: str, droite: str) -> int:
    """Return -1, 0 or 1: `gauche` before `droite`, equal, or after."""
    a, b = cle_alphabetique(gauche), cle_alphabetique(droite)
    return (a > b) - (a < b)

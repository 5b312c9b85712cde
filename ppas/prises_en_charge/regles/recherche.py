"""Searching people by name: without case, accents or punctuation (SQLite ignores case in ASCII only)."""

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def forme_de_recherche(texte: str) -> str:
    """Return the bare words of `texte`: « Le Gœff-Étienne » is `le goeff etienne`."""
    decompose = unicodedata.normalize("NFKD", texte.casefold().translate(_LIGATURES))
    lettres = (c if c.isalnum() else " " for c in decompose if not unicodedata.combining(c))
    return " ".join("".join(lettres).split())

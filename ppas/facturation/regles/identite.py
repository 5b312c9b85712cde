"""Comparing names as a person would: without case, accents, hyphens, apostrophes or spaces (L10)."""

import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@lru_cache(maxsize=16_384)
def forme_comparable(nom: str) -> str:
    """Return only the bare letters and digits of `nom`."""
    decompose = unicodedata.normalize("NFKD", nom.casefold().translate(_LIGATURES))
    return "".join(caractere for caractere in decompose if caractere.isalnum())


def est_meme_identite(nom: str, prenom: str, autre_nom: str, autre_prenom: str) -> bool:
    """Tell whether both write the same person."""
    if nom == autre_nom and prenom == autre_prenom:
        return True
    return forme_comparable(nom) == forme_comparable(autre_nom) and forme_comparable(prenom) == forme_comparable(
        autre_prenom
    )

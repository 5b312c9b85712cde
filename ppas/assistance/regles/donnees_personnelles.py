"""What nobody may send to the assistance nor write in a message: a social security number (SUP-07)."""

import re

from ppas.socle.regles import nir

_SEPARATEUR = r"[\s.\-/_]{0,3}"
_CHIFFRE = rf"{_SEPARATEUR}[0-9]"
_DEPARTEMENT = rf"{_SEPARATEUR}(?:[0-9]{_CHIFFRE}|2{_SEPARATEUR}[AaBb])"
_AVEC_CLE = re.compile(
    rf"(?<![0-9A-Za-z])(?=([1-478](?:{_CHIFFRE}){{4}}{_DEPARTEMENT}(?:{_CHIFFRE}){{8}})(?!{_CHIFFRE}))"
)
"""15 characters, with or without separators; the key decides."""
_SANS_CLE = re.compile(rf"(?<![0-9A-Za-z])(?=([12](?:{_CHIFFRE}){{4}}{_DEPARTEMENT}(?:{_CHIFFRE}){{6}})(?!{_CHIFFRE}))")
"""13 characters, whose month and département decide."""
_PLAUSIBLE = re.compile("[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-4][0-9])(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{6}", re.ASCII)


def contient_un_nir(texte: str) -> bool:
    """Whether `texte` holds a NIR: 15 characters whose key is right, or 13 that have its form; spaced or not."""
    avec_cle = (_compact(trouve[1]) for trouve in _AVEC_CLE.finditer(texte))
    if any(nir.defaut(candidat) is None for candidat in avec_cle):
        return True
    return any(_PLAUSIBLE.fullmatch(_compact(trouve[1])) for trouve in _SANS_CLE.finditer(texte))


def _compact(candidat: str) -> str:
    return re.sub(r"[\s.\-/_]", "", candidat).upper()

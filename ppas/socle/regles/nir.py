"""The social security number and its key (formats.md §1 `nir`, L13)."""

import re

_FORME = re.compile("[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}", re.ASCII)
_CORSE = {"A": 1_000_000, "B": 2_000_000}


def cle(corps: str) -> int:
    """Return the key of the 13 first characters of a NIR: 97 less the remainder by 97.

    Corsica counts as a number: 2A reads 19 and 2B reads 18, which is what replacing the letter by 0 and taking away
    one or two millions does.
    """
    if corps[6] in _CORSE:
        return 97 - (int(corps.replace(corps[6], "0")) - _CORSE[corps[6]]) % 97
    return 97 - int(corps) % 97


def defaut(nir: str) -> str | None:
    """Return what is wrong with `nir` (15 characters, no space), as a French sentence without its full stop; or None.

    First digit 1 to 4, 7 or 8: numbers given while waiting for the final one (3, 4, 7, 8) are accepted.
    """
    if not _FORME.fullmatch(nir):
        return "Le NIR doit compter 13 caractères commençant par 1, 2, 3, 4, 7 ou 8, puis une clé de 2 chiffres"
    if int(nir[13:]) != cle(nir[:13]):
        return f"La clé du NIR, {nir[13:]}, n’est pas celle attendue"
    return None

"""How each value is written in a file: its pattern, what a person is told to write, how it is read.

Spaces, tabs and line ends around and inside a value are collapsed first, as `xs:token` does.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

_BLANCS = re.compile("[ \t\r\n]+")

JOUR = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}"
QUANTITE = r"-?[0-9]{1,7}(?:\.[0-9]{1,6})?"
MONTANT = r"[0-9]{1,9}(?:\.[0-9]{1,2})?"
NUMERO_PEC = r"[A-Za-z0-9]{1,20}"
NOM = r".{1,80}"


def sans_blancs(texte: str | None) -> str:
    """Collapse the XML blanks of `texte`, as a schema processor does for `xs:token`."""
    return _BLANCS.sub(" ", texte or "").strip(" ")


@lru_cache(maxsize=8192)
def lire_jour(texte: str) -> date | None:
    """Read `AAAA-MM-JJ`, already of the right shape; None when that day does not exist."""
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def lire_echeance(texte: str) -> date:
    """Read `AAAAMM`, already of the right shape, as the first day of that month."""
    return date(int(texte[:4]), int(texte[4:]), 1)


@lru_cache(maxsize=8192)
def lire_centiemes(texte: str) -> int | None:
    """Read a decimal number, already of the right shape, as hundredths; None when two decimals do not hold it."""
    entiers, _, decimales = texte.partition(".")
    if decimales[2:].strip("0"):
        return None
    return int(entiers) * 100 + int(f"{decimales:0<2}"[:2]) * (-1 if entiers.startswith("-") else 1)


def tronquer_centiemes(texte: str) -> int:
    """Read a decimal number as hundredths, dropping the decimals beyond the second."""
    return int(Decimal(texte) * 100)


@dataclass(frozen=True, slots=True)
class Forme:
    """How a field is written: full pattern, sentence for people, and a last check that a pattern cannot make."""

    motif: re.Pattern[str]
    attendu: str
    existe: Callable[[str], object] = bool

    def accepte(self, texte: str) -> bool:
        """Tell whether `texte`, its blanks collapsed, may be read."""
        return self.motif.fullmatch(texte) is not None and self.existe(texte) is not None


def _forme(motif: str, attendu: str, existe: Callable[[str], object] = bool) -> Forme:
    return Forme(re.compile(motif), attendu, existe)


_UN_NOM = _forme(NOM, "1 à 80 caractères")
_UN_JOUR = _forme(JOUR, "une date existante, AAAA-MM-JJ", lire_jour)
_UNE_QUANTITE = _forme(QUANTITE, "un nombre avec un point pour les décimales, par exemple 14.50")
_UN_MONTANT = _forme(MONTANT, "un montant en euros avec un point et deux décimales au plus, par exemple 125.40")

FORMES: dict[str, Forme] = {
    "rf-borfact": _UN_NOM,
    "cd-caisse": _forme("[A-Za-z0-9]{2}", "2 caractères, lettres ou chiffres"),
    "id-structure": _forme("[A-Za-z0-9]{1,12}", "1 à 12 lettres ou chiffres"),
    "cd-prestation": _forme("PPP[0-9]{3}", "PPP suivi de 3 chiffres"),
    "echeance": _forme("(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])", "un mois AAAAMM"),
    "dt-emission": _UN_JOUR,
    "nb-lignes": _forme("[0-9]{1,7}", "un nombre entier"),
    "qt-totale": _forme(r"-?[0-9]{1,10}(?:\.[0-9]{1,2})?", "un nombre avec un point et deux décimales au plus"),
    "no": _forme("[1-9][0-9]{0,6}", "un nombre entier à partir de 1"),
    "no-pec": _forme(NUMERO_PEC, "1 à 20 lettres ou chiffres"),
    "nir": _forme("(?:[0-9ABab] ?){14}[0-9ABab]", "15 caractères, clé comprise"),
    "nom": _UN_NOM,
    "prenom": _UN_NOM,
    "dt-debut": _UN_JOUR,
    "dt-fin": _UN_JOUR,
    "qt-ouvrables": _UNE_QUANTITE,
    "qt-dimanches-feries": _UNE_QUANTITE,
    "qt": _UNE_QUANTITE,
    "mt-unitaire": _UN_MONTANT,
    "mt": _UN_MONTANT,
}

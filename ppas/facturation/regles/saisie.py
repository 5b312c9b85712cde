"""What a person types on the on-line month: how it is read and written, and what two people may not do to each other.

Quantities are in hundredths, money in cents. A text that cannot be read raises `Illisible`, which says what to write.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ppas.facturation.regles.ligne import HEURES_MAX_CENTIEMES
from ppas.socle.regles.affichage import date_fr, euros, heures, nombre

_ESPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
_DECIMAL = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?h?")
_HEURES_MINUTES = re.compile(r"([0-9]{1,3})[h:]([0-9]{2})")
_EUROS = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?€?")
MINUTES = 60
QUANTITE_MAX_CENTIEMES = 9_999_99

type Valeur = int | date | None
"""What a field of a line holds: hundredths, cents, a day, or nothing."""


class Illisible(ValueError):
    """A text that is not what the field takes; its message is the sentence to show."""


def lire_heures(texte: str) -> int:
    """Read hours with a comma or a point, or with minutes: `14,5`, `14.50`, `14h30`, `14 h 30`, `1:15` (INV-04).

    Minutes that are no whole number of hundredths are refused rather than rounded: what is invoiced is what was read.
    """
    serre = _serrer(texte).lower()
    if lu := _HEURES_MINUTES.fullmatch(serre):
        centiemes, reste = divmod(int(lu[1]) * MINUTES * 100 + int(lu[2]) * 100, MINUTES)
        if int(lu[2]) >= MINUTES:
            raise Illisible(f"Une heure a 60 minutes : « {texte} » ne se lit pas.")
        if reste:
            raise Illisible(
                f"« {texte} » ne tombe pas juste en centièmes d’heure : écrivez un nombre avec deux décimales, "
                f"par exemple {nombre(Decimal(centiemes) / 100, 2)}."
            )
    elif lu := _DECIMAL.fullmatch(serre):
        centiemes = _centiemes(lu)
    else:
        raise Illisible(
            "Écrivez un nombre d’heures avec deux décimales au plus, ou des heures et des minutes : 14,50 ou 14 h 30."
        )
    if centiemes > HEURES_MAX_CENTIEMES:
        raise Illisible("Un mois compte 744 heures au plus.")
    return centiemes


def lire_quantite(texte: str) -> int:
    """Read a number of packages, with a comma or a point and two decimals at most."""
    lu = _DECIMAL.fullmatch(_serrer(texte))
    if lu is None or lu[0].endswith("h"):
        raise Illisible("Écrivez un nombre avec deux décimales au plus, par exemple 1 ou 2,50.")
    centiemes = _centiemes(lu)
    if centiemes > QUANTITE_MAX_CENTIEMES:
        raise Illisible("Cette quantité est trop grande : 9 999,99 au plus.")
    return centiemes


def lire_euros(texte: str) -> int:
    """Read an amount in euros, its thousands apart or not, with or without its sign: `1 234,56 €`."""
    lu = _EUROS.fullmatch(_serrer(texte))
    if lu is None:
        raise Illisible("Écrivez un montant en euros avec deux décimales au plus, par exemple 1 250,40.")
    return _centiemes(lu)


def ecrire(valeur: Valeur) -> str:
    """Write a value as its field shows it, ready to be read again."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    return "" if valeur is None else nombre(Decimal(valeur) / 100, 2)


def dire(champ: str, valeur: Valeur) -> str:
    """Write the value of `champ` with its unit, for a sentence."""
    if valeur is None:
        return "rien"
    if isinstance(valeur, date):
        return date_fr(valeur)
    if champ == "montant_centimes":
        return euros(valeur)
    return ecrire(valeur) if champ == "quantite_centiemes" else heures(valeur)


@dataclass(frozen=True, slots=True)
class Changement:
    """What a person did to a field: `vu` is what the page showed, `tape` what it holds now."""

    vu: Valeur
    tape: Valeur


def est_en_conflit(changement: Changement, enregistre: Valeur, *, est_barree: bool) -> bool:
    """Tell whether writing would erase what somebody else did since the page was shown.

    Either the field holds another value than the one seen, or the line was struck: its fields are then closed.
    Two people who type the same value agree.
    """
    if changement.tape == enregistre:
        return False
    return est_barree or changement.vu != enregistre


def _serrer(texte: str) -> str:
    return re.sub(_ESPACES, "", texte)


def _centiemes(lu: re.Match[str]) -> int:
    return int(lu[1]) * 100 + int(f"{lu[2] or '':0<2}")

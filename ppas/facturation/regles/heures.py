"""Hours as people write them (INV-04): one reading for what is typed in a cell."""

import re
from decimal import Decimal

from ppas.facturation.regles.ligne import HEURES_MAX_CENTIEMES
from ppas.socle.regles.affichage import nombre

_ESPACES = re.compile("[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_DECIMAL = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?h?")
_HEURES_MINUTES = re.compile(r"([0-9]{1,3})[h:]([0-9]{2})")
MINUTES = 60


class Illisible(ValueError):
    """What is typed is not a number of hours; the message is the French sentence to show."""


def lire_heures(texte: str) -> int:
    """Read hours in hundredths: `14,5`, `14.50`, `14h30`, `14 h 30`, `1:15`. Raises Illisible.

    Minutes that are no whole number of hundredths are refused rather than rounded: what is invoiced is what was read.
    """
    serre = _ESPACES.sub("", texte).lower()
    if lu := _HEURES_MINUTES.fullmatch(serre):
        centiemes = _de_minutes(int(lu[1]), int(lu[2]), texte)
    elif lu := _DECIMAL.fullmatch(serre):
        centiemes = int(lu[1]) * 100 + int(f"{lu[2] or '':0<2}")
    else:
        raise Illisible(
            "Écrivez un nombre d’heures avec deux décimales au plus, ou des heures et des minutes : 14,50 ou 14 h 30."
        )
    if centiemes > HEURES_MAX_CENTIEMES:
        raise Illisible("Un mois compte 744 heures au plus.")
    return centiemes


def _de_minutes(heures: int, minutes: int, texte: str) -> int:
    if minutes >= MINUTES:
        raise Illisible(f"Une heure a 60 minutes : « {texte} » ne se lit pas.")
    centiemes, reste = divmod((heures * MINUTES + minutes) * 100, MINUTES)
    if reste:
        raise Illisible(
            f"« {texte} » ne tombe pas juste en centièmes d’heure : écrivez un nombre avec deux décimales, "
            f"par exemple {nombre(Decimal(centiemes) / 100, 2)}."
        )
    return centiemes

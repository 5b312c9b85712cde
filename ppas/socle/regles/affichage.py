"""How values are written for people: on a page, in a mail, in a PDF. Same value, same text everywhere."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

INSECABLE = "\N{NO-BREAK SPACE}"
MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
PARIS = ZoneInfo("Europe/Paris")
MILLE = 1000
_COMMANDES = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff\U000e0000-\U000e007f]"
)


def en_clair(texte: str) -> str:
    """Return `texte`, received from outside, with a mark in place of each character that is obeyed rather than shown.

    Such are commands to a terminal, marks of direction that turn a sentence round, and ends of line of all kinds.
    """
    return _COMMANDES.sub("\N{REPLACEMENT CHARACTER}", texte.replace("\t", " "))


def nombre(valeur: Decimal | int, decimales: int = 0) -> str:
    """Write `valeur` with a decimal comma and its thousands apart: `1 234,56`."""
    return f"{valeur:,.{decimales}f}".replace(",", INSECABLE).replace(".", ",")


def centiemes(valeur: int) -> str:
    """Write a quantity given in hundredths, without a unit: `150` is `1,50`."""
    return nombre(Decimal(valeur) / 100, 2)


def euros(centimes: int) -> str:
    """Write an amount given in cents: `123456` is `1 234,56 €`."""
    return f"{nombre(Decimal(centimes) / 100, 2)}{INSECABLE}€"


def heures(centiemes: int) -> str:
    """Write a duration given in hundredths of an hour: `1450` is `14,50 h`."""
    return f"{nombre(Decimal(centiemes) / 100, 2)}{INSECABLE}h"


def signe(valeur: int, ecrire: Callable[[int], str]) -> str:
    """Write a difference by `ecrire` with its sign, `+` or `−`; nothing of a difference that is none but its zero."""
    signes = {True: "+", False: "\N{MINUS SIGN}"}
    return f"{signes[valeur > 0] if valeur else ''}{ecrire(abs(valeur))}"


def ecart_euros(centimes: int) -> str:
    """Write a difference of amounts given in cents: `-1240` is `−12,40 €`."""
    return signe(centimes, euros)


def date_fr(jour: date | datetime) -> str:
    """Write a day as JJ/MM/AAAA; an instant is first moved to Paris."""
    return f"{_a_paris(jour):%d/%m/%Y}"


def date_heure_fr(instant: datetime) -> str:
    """Write an instant, in Paris, as `04/11/2026 à 09:42`, on one line."""
    return INSECABLE.join([f"{_a_paris(instant):%d/%m/%Y}", "à", f"{_a_paris(instant):%H:%M}"])


def quand_fr(moment: date | datetime) -> str:
    """Write a day, or an instant with its hour, whichever is known."""
    return date_heure_fr(moment) if isinstance(moment, datetime) else date_fr(moment)


def jour_en_lettres(jour: date | datetime) -> str:
    """Write a day inside a sentence: `1er novembre 2026`; an instant is first moved to Paris."""
    jour = _a_paris(jour)
    numero = "1er" if jour.day == 1 else str(jour.day)
    return INSECABLE.join([numero, MOIS[jour.month - 1], str(jour.year)])


def mois(echeance: date | str) -> str:
    """Write a month, given as a date or as `AAAAMM`: `202610` is `octobre 2026`."""
    annee, numero = (
        (echeance.year, echeance.month) if isinstance(echeance, date) else (int(echeance[:4]), int(echeance[-2:]))
    )
    return f"{MOIS[numero - 1]}{INSECABLE}{annee}"


def de_mois(echeance: date | str) -> str:
    """Write a month after « de »: `202604` is `d’avril 2026`, `202606` is `de juin 2026`."""
    nom = mois(echeance)
    return f"d’{nom}" if nom.startswith(("a", "o")) else f"de {nom}"


def taille(octets: int) -> str:
    """Write a size of file in thousands or millions of bytes: `88 Ko`, `1,2 Mo`."""
    if octets < MILLE * MILLE:
        return f"{nombre(max(1, round(octets / MILLE)))}\u00a0Ko"
    return f"{nombre(Decimal(octets) / (MILLE * MILLE), 1)}\u00a0Mo"


def insecables(texte: str) -> str:
    """Write a sentence so that no line starts with its « : ; ? ! » or ends with an opening « guillemet »."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", INSECABLE, texte)


def telephone(numero: str) -> str:
    """Write a stored number by pairs: `0302010509` is `03 02 01 05 09` (decision D1 of the requirements)."""
    return _groupes(numero, (2, 2, 2, 2, 2))


def siret(numero: str) -> str:
    """Write a SIRET as printed on official papers: `12345678998745` is `123 456 789 98745`."""
    return _groupes(numero, (3, 3, 3, 5))


def nir(numero: str) -> str:
    """Write a social security number, with or without its key: `2 54 05 21 231 045 68`."""
    return _groupes(numero, (1, 2, 2, 2, 3, 3, 2))


def nir_masque(numero: str) -> str:
    """Write a social security number for whoever may not read it: only the sex and the year of birth show."""
    return nir(numero[:3] + "•" * (len(numero) - 3))


def _a_paris(moment: date | datetime) -> date | datetime:
    return moment.astimezone(PARIS) if isinstance(moment, datetime) and moment.tzinfo else moment


def _groupes(texte: str, tailles: tuple[int, ...]) -> str:
    groupes, reste = [], texte
    for taille in tailles:
        groupes.append(reste[:taille])
        reste = reste[taille:]
    return INSECABLE.join(filter(None, [*groupes, reste]))

"""What an applicant typed beside what the caisse has issued, field by field (REG-17, CAI-07)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ppas.socle.regles.affichage import date_fr


@dataclass(frozen=True)
class Comparaison:
    """One field on both sides; `est_conforme` is None when a side says nothing, which is no contradiction."""

    champ: str
    saisi: str
    emis: str
    est_conforme: bool | None


def comparer(paires: Iterable[tuple[str, str, str]]) -> list[Comparaison]:
    """Compare each (name of the field, value typed, value issued), case, accents and punctuation left aside."""
    return [
        Comparaison(champ, saisi, emis, forme_comparable(saisi) == forme_comparable(emis) if saisi and emis else None)
        for champ, saisi, emis in paires
    ]


def forme_comparable(texte: str) -> str:
    """Return the letters and digits of `texte`, without case nor accent: « Ciel-Bleu », « CIEL BLEU » are the same."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return "".join(lettre for lettre in decompose.casefold() if lettre.isalnum())


def validite(debut: date, fin: date | None, *, le: date) -> Comparaison:
    """Say whether a convention issued from `debut` to `fin` (None: no end) holds on the day `le`."""
    periode = f"du {date_fr(debut)} au {date_fr(fin)}" if fin else f"depuis le {date_fr(debut)}"
    return Comparaison("Validité", f"au {date_fr(le)}", periode, debut <= le and (fin is None or le <= fin))

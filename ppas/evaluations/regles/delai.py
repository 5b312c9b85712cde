"""How long is left before an evaluation is due, in words: a colour alone says nothing to whoever does not see it."""

from dataclasses import dataclass
from datetime import date

PROCHE_JOURS = 7


@dataclass(frozen=True, slots=True)
class Delai:
    """What is said of a deadline; `ton` is non, attente or neutre."""

    texte: str
    ton: str


def delai(date_limite: date, *, le: date) -> Delai:
    """Return how `date_limite` stands on the day `le`, for an order that is still to be done."""
    jours = (date_limite - le).days
    if jours < 0:
        return Delai(f"En retard de {_jours(-jours)}", "non")
    if jours == 0:
        return Delai("À rendre aujourd’hui", "attente")
    return Delai(f"Dans {_jours(jours)}", "attente" if jours <= PROCHE_JOURS else "neutre")


def _jours(nombre: int) -> str:
    return "1 jour" if nombre == 1 else f"{nombre} jours"

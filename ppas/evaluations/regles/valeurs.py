"""How one answer is written: what was typed becomes the text that is kept, or a fault; twin of `valeurs.js`.

Each function returns the clean text, empty when nothing was answered, or raises `Refusee`.
"""

import re
from collections.abc import Callable
from datetime import date
from itertools import combinations

from ppas.evaluations.regles.description import Choix, Question
from ppas.evaluations.regles.gir import ADVERBES, AUCUN_ADVERBE

OUI_NON: Choix = (("oui", "Oui"), ("non", "Non"))
BLANCS = " \t\n\r\u00a0\u202f"
_ADVERBES_PROPRES = frozenset(
    [
        "",
        AUCUN_ADVERBE,
        *("".join(lettres) for nb in range(1, len(ADVERBES) + 1) for lettres in combinations(ADVERBES, nb)),
    ]
)
_CONTROLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_JOUR = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})|([0-9]{2})/([0-9]{2})/((?:19|20)[0-9]{2})")
_NOMBRE = re.compile(r"(-?)([0-9]{1,9})(?:[.,]([0-9]{1,9}))?")


class Refusee(Exception):
    """What was typed cannot be kept: a stable code, and a French sentence."""

    def __init__(self, code: str, phrase: str) -> None:
        super().__init__(phrase)
        self.code = code
        self.phrase = phrase


def texte(valeur: object, *, longueur: int, est_long: bool = False) -> str:
    """Clean a text of at most `longueur` characters; a long one keeps its lines."""
    propre = _brut(valeur).replace("\r\n", "\n").replace("\r", "\n")
    if not est_long:
        propre = propre.replace("\n", " ").replace("\t", " ")
    propre = propre.strip(BLANCS)
    if _CONTROLES.search(propre):
        raise Refusee(
            "caractere", "Un caractère de commande s’est glissé dans le texte : effacez le passage et retapez-le."
        )
    if len(propre) > longueur:
        raise Refusee("trop-long", f"{longueur} caractères au plus ; il y en a {len(propre)}.")
    return propre


def jour(valeur: object, *, passee: bool, le: date | None) -> str:
    """Clean a date, AAAA-MM-JJ or JJ/MM/AAAA; with `passee`, one after `le` is refused (None: today is not known)."""
    saisi = _brut(valeur).strip(BLANCS)
    if not saisi:
        return ""
    propre = _lire_jour(saisi)
    if propre is None:
        raise Refusee("date", "Écrivez une date qui existe, par exemple 31/12/2026.")
    if passee and le is not None and propre > le:
        raise Refusee("date-future", "Cette date est dans l’avenir : vérifiez-la.")
    return propre.isoformat()


def nombre(valeur: object, *, minimum: str, maximum: str, decimales: int) -> str:
    """Clean a number, with a comma or a point, as a text with exactly `decimales` decimals (`12.50`)."""
    saisi = "".join(caractere for caractere in _brut(valeur) if caractere not in BLANCS)
    if not saisi:
        return ""
    unites = _en_unites(saisi, decimales)
    if unites < _en_unites(minimum, decimales):
        raise Refusee("trop-petit", f"{minimum.replace('.', ',')} au moins.")
    if unites > _en_unites(maximum, decimales):
        raise Refusee("trop-grand", f"{maximum.replace('.', ',')} au plus.")
    return _ecrire(unites, decimales)


def euros(valeur: object, *, maximum: str) -> str:
    """Clean an amount in euros, its sign € allowed, as a text with two decimals."""
    saisi = _brut(valeur).rstrip(BLANCS)
    return nombre(saisi.removesuffix("€"), minimum="0", maximum=maximum, decimales=2)


def un_parmi(valeur: object, choix: Choix) -> str:
    """Clean one answer of a list."""
    propre = _brut(valeur)
    if propre and not any(propre == permise for permise, _ in choix):
        raise Refusee("choix", "Choisissez une réponse de la liste.")
    return propre


def plusieurs_parmi(valeur: object, choix: Choix) -> list[str]:
    """Clean several answers of a list: each once, in the order of the list."""
    if not isinstance(valeur, list):
        raise _forme()
    cochees = {un_parmi(une, choix) for une in valeur}
    return [connue for connue, _ in choix if connue in cochees]


def adverbes(valeur: object) -> str:
    """Clean the adverbs of a grid question: letters of STCH in that order, or `0` for none."""
    propre = _brut(valeur)
    if propre in _ADVERBES_PROPRES:
        return propre
    if set(propre) - set(ADVERBES):
        raise Refusee("adverbes", "Cochez les adverbes qui conviennent, ou « Ne fait pas seul ».")
    return "".join(lettre for lettre in ADVERBES if lettre in propre)


def simple(question: Question, valeur: object, le: date | None) -> str | list[str]:
    """Clean the answer to any question but the plan."""
    if question.sorte == "date":
        return jour(valeur, passee=question.passee, le=le)
    return _LECTURES[question.sorte](question, valeur)


def centiemes(nombre_propre: str) -> int:
    """Read a clean number of at most two decimals as hundredths: `12.50` is 1250."""
    return _en_unites(nombre_propre, 2)


def _lire_jour(saisi: str) -> date | None:
    trouve = _JOUR.fullmatch(saisi)
    if not trouve:
        return None
    annee, mois, quantieme = trouve.group(1, 2, 3) if trouve[1] else trouve.group(6, 5, 4)
    try:
        return date(int(annee), int(mois), int(quantieme))
    except ValueError:
        return None


def _brut(valeur: object) -> str:
    if valeur is None:
        return ""
    if not isinstance(valeur, str):
        raise _forme()
    return valeur


def _forme() -> Refusee:
    return Refusee("forme", "La réponse n’a pas la forme attendue.")


def _en_unites(saisi: str, decimales: int) -> int:
    """Read a number as an integer of its last decimal."""
    trouve = _NOMBRE.fullmatch(saisi)
    if not trouve:
        raise Refusee("nombre", "Écrivez un nombre, par exemple 12 ou 12,50.")
    signe, entiers, fraction = trouve[1], trouve[2], (trouve[3] or "").rstrip("0")
    if len(fraction) > decimales:
        attendu = f"{decimales} décimales au plus." if decimales else "Écrivez un nombre entier."
        raise Refusee("decimales", attendu)
    return int(f"{signe}{entiers}{fraction.ljust(decimales, '0')}")


def _ecrire(unites: int, decimales: int) -> str:
    if not decimales:
        return str(unites)
    chiffres = str(abs(unites)).rjust(decimales + 1, "0")
    return f"{'-' if unites < 0 else ''}{chiffres[:-decimales]}.{chiffres[-decimales:]}"


_LECTURES: dict[str, Callable[[Question, object], str | list[str]]] = {
    "texte": lambda question, valeur: texte(valeur, longueur=question.longueur),
    "texte_long": lambda question, valeur: texte(valeur, longueur=question.longueur, est_long=True),
    "nombre": lambda question, valeur: nombre(
        valeur, minimum=question.minimum, maximum=question.maximum, decimales=question.decimales
    ),
    "euros": lambda question, valeur: euros(valeur, maximum=question.maximum),
    "oui_non": lambda _question, valeur: un_parmi(valeur, OUI_NON),
    "choix": lambda question, valeur: un_parmi(valeur, question.choix),
    "cases": lambda question, valeur: plusieurs_parmi(valeur, question.choix),
    "adverbes": lambda _question, valeur: adverbes(valeur),
}

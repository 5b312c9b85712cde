"""The part of a text that answers a search, its words marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ppas.publications.regles.mots import Mot, mots

LONGUEUR = 240
AVANT = 60
"""Characters of an excerpt, and those kept before its first word that was looked for."""


@dataclass(frozen=True)
class Morceau:
    """A piece of an excerpt; `est_trouve`: a word that was looked for."""

    texte: str
    est_trouve: bool = False


def extrait(texte: str, cherchees: Collection[str], *, longueur: int = LONGUEUR) -> list[Morceau]:
    """Return the window of `texte` that holds the most different stems of `cherchees`, its first one otherwise."""
    trouves = [mot for mot in mots(texte) if mot.racine in cherchees]
    debut = _meilleur_debut(trouves, longueur)
    if len(texte) <= longueur:
        debut = 0
    debut, fin = _bornes(texte, debut, longueur)
    morceaux = _marquer(texte, [mot for mot in trouves if debut <= mot.debut and mot.fin <= fin], debut, fin)
    return [*([Morceau("… ")] if debut else []), *morceaux, *([Morceau(" …")] if fin < len(texte) else [])]


def surligner(texte: str, cherchees: Collection[str]) -> list[Morceau]:
    """Return the whole `texte`, its words marked."""
    return _marquer(texte, [mot for mot in mots(texte) if mot.racine in cherchees], 0, len(texte))


def _meilleur_debut(trouves: Sequence[Mot], longueur: int) -> int:
    """Return where the window begins whose words are the most varied; the first one wins."""
    meilleur, nb_meilleur = 0, 0
    for rang, premier in enumerate(trouves):
        debut = max(0, premier.debut - AVANT)
        nb = len({mot.racine for mot in trouves[rang : rang + 50] if mot.fin <= debut + longueur})
        if nb > nb_meilleur:
            meilleur, nb_meilleur = debut, nb
    return meilleur


def _bornes(texte: str, debut: int, longueur: int) -> tuple[int, int]:
    """Move the window so that it cuts no word."""
    if debut:
        debut = texte.find(" ", debut) + 1 or debut
    fin = min(len(texte), debut + longueur)
    if fin < len(texte):
        fin = max(texte.rfind(" ", debut, fin), debut + longueur // 2)
    return debut, fin


def _marquer(texte: str, trouves: Sequence[Mot], debut: int, fin: int) -> list[Morceau]:
    morceaux, courant = [], debut
    for mot in trouves:
        if mot.debut > courant:
            morceaux.append(Morceau(texte[courant : mot.debut]))
        morceaux.append(Morceau(texte[mot.debut : mot.fin], est_trouve=True))
        courant = mot.fin
    return [*morceaux, Morceau(texte[courant:fin])] if courant < fin else morceaux

"""Small bar charts: what to draw from what was counted, in whole units of the drawing's own grid."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGEUR, HAUTEUR = 320, 96
ECART = 4


@dataclass(frozen=True)
class Mesure:
    """A value of a series: whose it is (a month), how much, and how people write it."""

    libelle: str
    valeur: int
    texte: str


@dataclass(frozen=True)
class Barre:
    """A rectangle; a value that is not null is never invisible."""

    x: int
    y: int
    largeur: int
    hauteur: int


def barres(mesures: Sequence[Mesure]) -> list[Barre]:
    """Return one bar a value, the highest as high as the drawing; what is negative has none."""
    if not mesures:
        return []
    plus_haut = max(1, *(mesure.valeur for mesure in mesures))
    pas = LARGEUR // len(mesures)
    dessinees = []
    for rang, mesure in enumerate(mesures):
        hauteur = max(2, HAUTEUR * mesure.valeur // plus_haut) if mesure.valeur > 0 else 0
        dessinees.append(Barre(rang * pas + ECART // 2, HAUTEUR - hauteur, max(1, pas - ECART), hauteur))
    return dessinees


def sommet(mesures: Sequence[Mesure]) -> str:
    """Return what the highest bar is worth and when: the scale of the drawing, which has no axis of values."""
    haut = max(mesures, key=lambda mesure: mesure.valeur)
    return f"au plus {haut.texte} en {haut.libelle}" if haut.valeur else "rien sur la période"


def description(mesures: Sequence[Mesure]) -> str:
    """Return the chart in one sentence: its ends, its extremes."""
    if not any(mesure.valeur for mesure in mesures):
        return "Aucune valeur sur la période."
    bas = min(mesures, key=lambda mesure: mesure.valeur)
    return (
        f"De {mesures[0].libelle} à {mesures[-1].libelle} : {sommet(mesures)}, au moins {bas.texte} en {bas.libelle}."
    )

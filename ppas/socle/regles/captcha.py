"""The characters of a captcha and their picture, drawn here: no font, no image library, no outside service (REG-26)."""

import math
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from random import Random

LONGUEUR = 5
LARGEUR, HAUTEUR = 280, 90
TRACES = {
    "A": "06 20 46, 14 34",
    "B": "00 06, ~00 30 41 42 33 03, ~03 33 44 45 36 06",
    "D": "00 06, ~00 20 42 44 26 06",
    "E": "40 00 06 46, 03 33",
    "F": "40 00 06, 03 33",
    "G": "~41 30 10 01 05 16 36 45 43, 43 23",
    "H": "00 06, 40 46, 03 43",
    "J": "~30 34 35 26 06 05, 10 40",
    "L": "00 06 46",
    "M": "06 00 23 40 46",
    "N": "06 00 46 40",
    "Q": "~20 10 01 05 16 36 45 41 30 20, 24 46",
    "R": "00 06, ~00 30 41 42 33 03, 23 46",
    "T": "00 40, 20 26",
    "a": "42 46, ~43 32 12 03 05 16 36 45",
    "b": "00 06, ~03 12 32 43 45 36 16 05",
    "d": "40 46, ~43 32 12 03 05 16 36 45",
    "e": "04 44, ~44 43 32 12 03 05 16 36 45",
    "h": "00 06, ~03 12 32 43 46",
    "m": "02 06, ~03 12 22 23 26, ~23 32 42 43 46",
    "n": "02 06, ~03 12 32 43 46",
    "r": "02 06, ~04 12 22 33",
    "t": "~10 15 26 36, 02 32",
    "2": "~01 10 30 41 42 24 06, 06 46",
    "3": "~01 10 30 41 42 33 23, ~23 33 44 45 36 16 05",
    "4": "30 04 44, 30 36",
    "5": "40 10 03, ~03 32 43 45 36 16 05",
    "7": "00 40 16",
}
"""Strokes of each character on a grid of 4 × 6, as points « xy » from the top left; `~` rounds a stroke.

No character here is mistaken for another: no 0 beside O, no 1, l, I, no letter whose capital has the same shape.
"""
ALPHABET = "".join(TRACES)

type Point = tuple[float, float]
type Trait = list[Point]


def caracteres(graine: bytes) -> str:
    """Return the characters that `graine` stands for: at least LONGUEUR bytes, which nobody can guess."""
    nombre = int.from_bytes(graine)
    choisis = []
    for _ in range(LONGUEUR):
        nombre, rang = divmod(nombre, len(ALPHABET))
        choisis.append(ALPHABET[rang])
    return "".join(choisis)


def image(texte: str, graine: bytes) -> bytes:
    """Return the PNG picture of `texte`, bent and crossed by lines; the same `graine` always draws the same."""
    hasard = Random(graine)  # noqa: S311 (the shapes are no secret)
    toile = [bytearray(b"\xff" * LARGEUR) for _ in range(HAUTEUR)]
    onde = (hasard.uniform(2, 5), hasard.uniform(60, 110), hasard.uniform(0, math.tau))
    for trait in _lignes_parasites(hasard):
        _tracer(toile, trait, rayon=0.8, gris=hasard.randint(70, 120))
    pas = LARGEUR / (LONGUEUR + 0.6)
    for rang, caractere in enumerate(texte):
        centre = (pas * (rang + 0.8) + hasard.uniform(-4, 4), HAUTEUR / 2 + hasard.uniform(-7, 7))
        place = _placement(hasard, centre)
        for trait in _traits(caractere):
            _tracer(toile, [_ondule(place(point), onde) for point in trait], rayon=2.1, gris=30)
    return _png(toile)


def _traits(caractere: str) -> Iterator[Trait]:
    for trace in TRACES[caractere].split(", "):
        points = [(int(xy[0]) - 2.0, int(xy[1]) - 3.0) for xy in trace.removeprefix("~").split()]
        yield _arrondi(points) if trace.startswith("~") else points


def _arrondi(points: Trait) -> Trait:
    """Cut the corners three times (Chaikin), the ends staying where they are."""
    for _ in range(3):
        coupes = [points[0]]
        for (x1, y1), (x2, y2) in pairwise(points):
            coupes += [(0.75 * x1 + 0.25 * x2, 0.75 * y1 + 0.25 * y2), (0.25 * x1 + 0.75 * x2, 0.25 * y1 + 0.75 * y2)]
        points = [*coupes, points[-1]]
    return points


def _placement(hasard: Random, centre: Point) -> Callable[[Point], Point]:
    """Return the function that turns, slants, stretches and moves a point of the grid to the picture."""
    angle, biais = hasard.uniform(-0.28, 0.28), hasard.uniform(-0.2, 0.2)
    largeur, hauteur = hasard.uniform(7, 8.5), hasard.uniform(7.5, 9.5)

    def placer(point: Point) -> Point:
        x, y = point[0] * largeur + biais * point[1] * hauteur, point[1] * hauteur
        return (
            centre[0] + x * math.cos(angle) - y * math.sin(angle),
            centre[1] + x * math.sin(angle) + y * math.cos(angle),
        )

    return placer


def _ondule(point: Point, onde: tuple[float, float, float]) -> Point:
    amplitude, periode, phase = onde
    x, y = point
    return x + amplitude * math.sin(math.tau * y / periode + phase), y + amplitude * math.sin(
        math.tau * x / periode + phase
    )


def _lignes_parasites(hasard: Random) -> Iterator[Trait]:
    for _ in range(5):
        yield _arrondi([(LARGEUR * i / 4 + hasard.uniform(-15, 15), hasard.uniform(8, HAUTEUR - 8)) for i in range(5)])


def _tracer(toile: list[bytearray], trait: Trait, *, rayon: float, gris: int) -> None:
    for (x1, y1), (x2, y2) in pairwise(trait):
        nb = max(1, math.ceil(math.dist((x1, y1), (x2, y2))))
        for i in range(nb + 1):
            _poser(toile, x1 + (x2 - x1) * i / nb, y1 + (y2 - y1) * i / nb, rayon, gris)


def _poser(toile: list[bytearray], x: float, y: float, rayon: float, gris: int) -> None:
    """Put a disc whose edge is softened; what is already darker stays."""
    portee = math.ceil(rayon + 1)
    for ligne in range(max(0, int(y) - portee), min(HAUTEUR, int(y) + portee + 1)):
        for colonne in range(max(0, int(x) - portee), min(LARGEUR, int(x) + portee + 1)):
            couvert = min(1.0, rayon + 0.5 - math.dist((x, y), (colonne, ligne)))
            if couvert > 0:
                toile[ligne][colonne] = min(toile[ligne][colonne], int(255 - couvert * (255 - gris)))


def _png(toile: list[bytearray]) -> bytes:
    """Encode levels of grey (PNG, W3C second edition, §11: IHDR, IDAT, IEND)."""

    def bloc(sorte: bytes, contenu: bytes) -> bytes:
        return struct.pack(">I", len(contenu)) + sorte + contenu + struct.pack(">I", zlib.crc32(sorte + contenu))

    entete = struct.pack(">IIBBBBB", LARGEUR, HAUTEUR, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\x00" + ligne for ligne in toile))
    return b"\x89PNG\r\n\x1a\n" + bloc(b"IHDR", entete) + bloc(b"IDAT", pixels) + bloc(b"IEND", b"")

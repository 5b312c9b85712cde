"""Invoice files gone wrong: a right one changed at random, or a new one drawn from the published schema."""

import random
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

import ppas.facturation

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA = Path(ppas.facturation.__file__).parent / "borfact-1.0.xsd"

BRUITS = [b"<", b">", b"&", b"<!--", b"-->", b"]]>", b"<![CDATA[", b"\0", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"<?x?>"]
LIMITES = [
    *("", " ", "0", "-0", "-1", "00", "0.005", "0.015", "744.00", "744.01", "9999999.99", "99999999", "1e400", "NaN"),
    *("1900-01-01", "2099-12-31", "0000-00-00", "2026-02-29", "2026-10-32", "190001", "209912", "202600", "999999"),
    *("PPP000", "PPP999", "PPP001", "PPP014", "03", "99", "A" * 80, "A" * 81, "0" * 5000, "é" * 80, "É\u0301"),
    *(
        "\u202e",
        "\u200b",
        "\ufeff",
        "\U0001f4a9",
        "\u2028",
        "\u00a0",
        "١٢٣",
        "１２",
        "&lt;x&gt;",
        "&#x10FFFF;",
        "&#8232;",
    ),
]
"""Values at the edge of what a field takes, and texts that are not what they look like."""
PLAUSIBLES = ["DUPONT", "245032123100142", "2026-10-15", "2026-11-01", "12.00", "1", "2", "202609", "PEC2", "21231300"]
"""Values that are well written, and wrong here."""
BALISE = re.compile(rb"</?([a-z-]+)[^>]*>")
VALEUR = re.compile(rb">([^<>]+)</")


def muter(octets: bytes, hasard: random.Random) -> bytes:
    """Return `octets` changed once, twice or four times."""
    for _ in range(hasard.choice([1, 1, 2, 4])):
        octets = hasard.choice(MANIERES)(octets, hasard)
    return octets


def _retourner(octets: bytes, hasard: random.Random) -> bytes:
    """Flip a few bits."""
    change = bytearray(octets)
    for _ in range(hasard.randint(1, 5) if change else 0):
        change[hasard.randrange(len(change))] ^= 1 << hasard.randrange(8)
    return bytes(change)


def _tronquer(octets: bytes, hasard: random.Random) -> bytes:
    return octets[: hasard.randrange(len(octets) + 1)]


def _bruiter(octets: bytes, hasard: random.Random) -> bytes:
    place = hasard.randrange(len(octets) + 1)
    return octets[:place] + hasard.choice(BRUITS) + octets[place:]


def _retirer(octets: bytes, hasard: random.Random) -> bytes:
    place = hasard.randrange(len(octets) + 1)
    return octets[:place] + octets[place + hasard.randint(1, 60) :]


def _repeter(octets: bytes, hasard: random.Random) -> bytes:
    place = hasard.randrange(len(octets) + 1)
    return octets[:place] + octets[place : place + hasard.randint(1, 400)] * 2 + octets[place:]


def _echanger(octets: bytes, hasard: random.Random) -> bytes:
    """Swap two tags."""
    balises = list(BALISE.finditer(octets))
    if len(balises) < 2:
        return octets
    premiere, seconde = sorted(hasard.sample(balises, 2), key=re.Match.start)
    milieu = octets[premiere.end() : seconde.start()]
    return octets[: premiere.start()] + seconde[0] + milieu + premiere[0] + octets[seconde.end() :]


def _remplacer(octets: bytes, hasard: random.Random) -> bytes:
    """Write a value at the edge in place of another."""
    valeurs = list(VALEUR.finditer(octets))
    if not valeurs:
        return octets
    valeur = hasard.choice(valeurs)
    return (
        octets[: valeur.start(1)]
        + hasard.choice(hasard.choice([LIMITES, PLAUSIBLES])).encode()
        + octets[valeur.end(1) :]
    )


MANIERES: list[Callable[[bytes, random.Random], bytes]] = [
    *(_retourner, _tronquer, _bruiter, _retirer, _repeter, _echanger),
    *[_remplacer] * 6,
]


@cache
def _schema() -> etree._Element:
    return etree.parse(SCHEMA).getroot()


@st.composite
def documents_du_schema(draw: st.DrawFn) -> bytes:
    """Draw a document by walking the schema: often what it allows, else what it does not by one or two values.

    What the schema cannot say is right most often: the numbers of the records, the layout that goes with a prestation.
    """
    dessin = _Dessin(draw)
    racine = dessin.element(_schema().find(f"{XS}element"))
    for numero, ligne in enumerate(racine.iter("ligne"), start=1):
        if not dessin.se_trompe():
            ligne.set("no", str(numero))
    prestation = racine.find("entete/cd-prestation")
    if prestation is not None and not dessin.se_trompe():
        prestation.text = "PPP001" if racine.find("lignes/ligne/qt") is None else "PPP014"
    return etree.tostring(racine, encoding=draw(st.sampled_from(["UTF-8", "ISO-8859-1"])), xml_declaration=True)


class _Dessin:
    """The walk. A choice of the schema is made once: all the lines of a document have the same layout."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self._choix: dict[etree._Element, etree._Element] = {}

    def se_trompe(self) -> bool:
        """Whether to do wrong here: about one time in a hundred, far from the values that hypothesis prefers."""
        return 333 <= self.draw(st.integers(0, 999)) < 343

    def element(self, declaration: etree._Element) -> etree._Element:
        element = etree.Element(declaration.get("name"))
        sorte = _type(declaration)
        if sorte.tag == f"{XS}simpleType":
            element.text = self.valeur(sorte)
            return element
        for particule in sorte.iterchildren(f"{XS}sequence", f"{XS}choice"):
            element.extend(self.particule(particule))
        for attribut in sorte.iterchildren(f"{XS}attribute"):
            if not self.se_trompe():
                element.set(attribut.get("name"), self.valeur(_type(attribut)))
        return element

    def particule(self, particule: etree._Element) -> list[etree._Element]:
        if particule.tag == f"{XS}element":
            return [self.element(particule) for _ in range(self.nombre(particule))]
        suites = list(particule.iterchildren(f"{XS}element", f"{XS}sequence", f"{XS}choice"))
        if particule.tag == f"{XS}choice":
            if particule not in self._choix or self.se_trompe():
                self._choix[particule] = self.draw(st.sampled_from(suites))
            suites = [self._choix[particule]]
        return [element for suite in suites for element in self.particule(suite)]

    def nombre(self, particule: etree._Element) -> int:
        if self.se_trompe():
            return self.draw(st.integers(0, 2))
        maximum = particule.get("maxOccurs", "1")
        return self.draw(st.integers(int(particule.get("minOccurs", 1)), 3 if maximum == "unbounded" else int(maximum)))

    def valeur(self, sorte: etree._Element) -> str:
        if self.se_trompe():
            return self.draw(st.sampled_from([valeur for valeur in LIMITES if "&" not in valeur]))
        return self.draw(_valeurs(sorte))


def _type(declaration: etree._Element) -> etree._Element:
    nommes = (sorte for sorte in _schema() if sorte.get("name") == declaration.get("type"))
    internes = declaration.iterchildren(f"{XS}complexType", f"{XS}simpleType")
    return next(chain(internes, nommes))


def _valeurs(sorte: etree._Element) -> st.SearchStrategy[str]:
    """Return values that follow the facets of a simple type."""
    restriction = sorte.find(f"{XS}restriction")
    if restriction.get("base") == "xs:date":
        return st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(date.isoformat)
    if (motif := restriction.find(f"{XS}pattern")) is not None:
        return st.from_regex(re.compile(motif.get("value"), re.ASCII), fullmatch=True)
    if enumerees := [valeur.get("value") for valeur in restriction.iterfind(f"{XS}enumeration")]:
        return st.sampled_from(enumerees)
    minimum, maximum = (int(restriction.find(f"{XS}{facette}Length").get("value")) for facette in ("min", "max"))
    lettres = st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"])
    return st.text(lettres, min_size=minimum, max_size=maximum)

"""The layout as its XSD documents it: the published « cahier des charges » is made from here (FIL-02, DOC-04)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

SCHEMA = Path(__file__).resolve().parent.parent / "borfact-1.0.xsd"
VERSION = "1.0"
XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True)
class Champ:
    """One element or attribute: its name, what it holds, in French, and whether every file must have it.

    `forme` is how its value is written: the sentence of its type, or a pattern; empty when the description says all.
    """

    nom: str
    description: str
    forme: str
    est_obligatoire: bool
    est_attribut: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of the header, those of a line, and what the schema says of itself."""

    presentation: str
    entete: tuple[Champ, ...]
    ligne: tuple[Champ, ...]


@cache
def decrire() -> Description:
    """Read the schema once and return its description."""
    racine = etree.parse(SCHEMA).getroot()
    formes = {
        type_simple.get("name", ""): _texte(type_simple) for type_simple in racine.iterfind(f"{XS}simpleType[@name]")
    }
    return Description(
        presentation=_texte(racine),
        entete=_champs(racine, "Entete", formes),
        ligne=_champs(racine, "Ligne", formes),
    )


def _champs(racine: etree._Element, nom: str, formes: dict[str, str]) -> tuple[Champ, ...]:
    (type_complexe,) = racine.iterfind(f"{XS}complexType[@name='{nom}']")
    attributs = [_champ(noeud, formes, est_attribut=True) for noeud in type_complexe.iterfind(f"{XS}attribute")]
    return (*attributs, *(_champ(noeud, formes) for noeud in type_complexe.iter(f"{XS}element")))


def _champ(noeud: etree._Element, formes: dict[str, str], *, est_attribut: bool = False) -> Champ:
    dans_un_choix = next(noeud.iterancestors(f"{XS}choice"), None) is not None
    return Champ(
        nom=noeud.get("name", ""),
        description=_texte(noeud),
        forme=formes.get(noeud.get("type", ""), ""),
        est_obligatoire=noeud.get("minOccurs") != "0" and not dans_un_choix,
        est_attribut=est_attribut,
    )


def _texte(noeud: etree._Element) -> str:
    return " ".join((noeud.findtext(f"{XS}annotation/{XS}documentation") or "").split())

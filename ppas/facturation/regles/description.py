"""The layout as its XSD documents it, with the controls that read each element (FIL-02, DOC-04, PLU-03).

The published « cahier des charges » and the published schema are both made from here.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Controle

SCHEMA = Path(__file__).resolve().parent.parent / "borfact-1.0.xsd"
VERSION = "1.0"
XS = "{http://www.w3.org/2001/XMLSchema}"
CONTROLES = "urn:ppas:controles"
"""`source` of the `xs:appinfo` that lists, for a program, the codes of the controls of an element."""


@dataclass(frozen=True, slots=True)
class Champ:
    """One element or attribute: its name, what it holds, in French, and whether every file must have it.

    `forme` is how its value is written: the sentence of its type, or a pattern; empty when the description says all.
    `controles` are those that read it.
    """

    nom: str
    description: str
    forme: str
    est_obligatoire: bool
    est_attribut: bool = False
    controles: tuple[Controle, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of the header, those of a line, and what the schema says of itself.

    `controles` are those of the file as a whole, or of its name.
    """

    presentation: str
    entete: tuple[Champ, ...]
    ligne: tuple[Champ, ...]
    controles: tuple[Controle, ...]


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
        controles=controles_du_fichier(),
    )


@cache
def schema_publie() -> bytes:
    """Return the schema as it is given to the editors of software: each element says which controls read it.

    A sentence for people (`xs:documentation`), the codes alone for a program (`xs:appinfo`).
    """
    racine = etree.parse(SCHEMA).getroot()
    for type_complexe in racine.iterfind(f"{XS}complexType"):
        for noeud in (*type_complexe.iter(f"{XS}element"), *type_complexe.iterfind(f"{XS}attribute")):
            _annoter(noeud, controles_du_champ(noeud.get("name", "")))
    for noeud in racine.iterfind(f"{XS}element"):
        _annoter(noeud, controles_du_fichier())
    etree.indent(racine)
    return etree.tostring(racine.getroottree(), encoding="UTF-8", xml_declaration=True)


def controles_du_champ(nom: str) -> tuple[Controle, ...]:
    """Return the controls that read the element or attribute `nom`."""
    return tuple(controle for controle in CATALOGUE.values() if nom in controle.champs)


def controles_du_fichier() -> tuple[Controle, ...]:
    """Return the controls of the file that read no element of it."""
    return tuple(controle for controle in CATALOGUE.values() if controle.code[0] == "F" and not controle.champs)


def _annoter(noeud: etree._Element, controles: tuple[Controle, ...]) -> None:
    (annotation,) = noeud.iterfind(f"{XS}annotation")
    phrase = " ; ".join(f"{controle.code} {controle.libelle}" for controle in controles)
    etree.SubElement(annotation, f"{XS}documentation").text = f"Contrôles : {phrase}."
    codes = etree.SubElement(annotation, f"{XS}appinfo", source=CONTROLES)
    codes.text = " ".join(controle.code for controle in controles)


def _champs(racine: etree._Element, nom: str, formes: dict[str, str]) -> tuple[Champ, ...]:
    (type_complexe,) = racine.iterfind(f"{XS}complexType[@name='{nom}']")
    attributs = [_champ(noeud, formes, est_attribut=True) for noeud in type_complexe.iterfind(f"{XS}attribute")]
    return (*attributs, *(_champ(noeud, formes) for noeud in type_complexe.iter(f"{XS}element")))


def _champ(noeud: etree._Element, formes: dict[str, str], *, est_attribut: bool = False) -> Champ:
    dans_un_choix = next(noeud.iterancestors(f"{XS}choice"), None) is not None
    nom = noeud.get("name", "")
    return Champ(
        nom=nom,
        description=_texte(noeud),
        forme=formes.get(noeud.get("type", ""), ""),
        est_obligatoire=noeud.get("minOccurs") != "0" and not dans_un_choix,
        est_attribut=est_attribut,
        controles=controles_du_champ(nom),
    )


def _texte(noeud: etree._Element) -> str:
    return " ".join((noeud.findtext(f"{XS}annotation/{XS}documentation") or "").split())

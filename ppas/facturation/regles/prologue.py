"""What can be told of a file from its first bytes: encoding, DOCTYPE, root element (formats.md §1, F04).

The XML parser is never left to choose: it accepts UTF-7, UTF-16 or a DOCTYPE. Only encodings that agree with ASCII on
markup get through here, so the rest of the adapter may look for `<` in bytes.
"""

import re
from dataclasses import dataclass

ENCODAGES = ("utf-8", "iso-8859-1", "iso-8859-15", "windows-1252")
BOM_UTF8 = b"\xef\xbb\xbf"
_BLANCS = b" \t\r\n"
_ENCODAGES_ECRITS = "UTF-8, ISO-8859-1, ISO-8859-15 ou Windows-1252"

_SIGNATURES = (
    (b"PK", "c’est une archive zip ; envoyez le fichier XML lui-même"),
    (b"\x1f\x8b", "c’est une archive gzip ; envoyez le fichier XML lui-même"),
    (b"%PDF", "c’est un document PDF"),
    (b"\xff\xfe", f"il est encodé en UTF-16 ou UTF-32 ; encodages admis : {_ENCODAGES_ECRITS}"),
    (b"\xfe\xff", f"il est encodé en UTF-16 ; encodages admis : {_ENCODAGES_ECRITS}"),
    (b"\x00\x00\xfe\xff", f"il est encodé en UTF-32 ; encodages admis : {_ENCODAGES_ECRITS}"),
    (b"\x4c\x6f\xa7\x94", f"il est encodé en EBCDIC ; encodages admis : {_ENCODAGES_ECRITS}"),
)

_DECLARATION = re.compile(
    rb"""<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')
    (?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([A-Za-z][A-Za-z0-9._-]*)"|'([A-Za-z][A-Za-z0-9._-]*)'))?
    (?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>""",
    re.VERBOSE,
)
_RACINE = re.compile(rb"<([^ \t\r\n/><]+)[ \t\r\n/>]")


class Illisible(Exception):
    """The file cannot be read; `str()` is the end of a French sentence, with the place where known."""

    def __init__(self, defaut: str, ligne: int | None = None, colonne: int | None = None) -> None:
        super().__init__(defaut)
        self.ligne = ligne
        self.colonne = colonne


@dataclass(frozen=True, slots=True)
class Prologue:
    """What the first bytes say: encoding to read with, name of the root element, length of the byte order mark."""

    encodage: str
    racine: str
    debut: int


def examiner(tete: bytes) -> Prologue:
    """Read the prolog in `tete`, the first bytes of a file. Raise `Illisible` for what the portal does not take."""
    if not tete.strip(_BLANCS):
        raise Illisible("il est vide")
    for signature, defaut in _SIGNATURES:
        if tete.startswith(signature):
            raise Illisible(defaut)
    if b"\x00" in tete:
        raise Illisible("il contient des caractères nuls : ce n’est pas un fichier texte, ou il est encodé en UTF-16")
    debut = len(BOM_UTF8) if tete.startswith(BOM_UTF8) else 0
    if tete[debut:].lstrip(_BLANCS)[:1] != b"<":
        raise Illisible("ce n’est pas un document XML", ligne=1, colonne=1)
    encodage, suite = _encodage(tete, debut)
    return Prologue(encodage, _racine(tete, suite).decode(encodage, "replace"), debut)


def _encodage(tete: bytes, debut: int) -> tuple[str, int]:
    """Return the declared encoding and where the declaration ends; without a declaration XML means UTF-8."""
    if not re.match(rb"<\?xml[ \t\r\n]", tete[debut : debut + 6]):
        return "utf-8", debut
    declaration = _DECLARATION.match(tete, debut)
    if declaration is None:
        raise Illisible("sa déclaration <?xml … ?> est incorrecte", ligne=1, colonne=1)
    declare = (declaration[1] or declaration[2] or b"UTF-8").decode("ascii")
    if declare.lower() not in ENCODAGES:
        raise Illisible(f"l’encodage {declare} n’est pas admis ; encodages admis : {_ENCODAGES_ECRITS}", ligne=1)
    if debut and declare.lower() != "utf-8":
        raise Illisible(f"il est encodé en UTF-8 (marque d’ordre des octets) mais se déclare en {declare}", ligne=1)
    return declare.lower(), declaration.end()


def _racine(tete: bytes, debut: int) -> bytes:
    """Step over comments and processing instructions to the root element; a DOCTYPE is refused before it is parsed."""
    while True:
        while tete[debut : debut + 1] in {b" ", b"\t", b"\r", b"\n"}:
            debut += 1
        if tete.startswith(b"<!--", debut):
            fin = tete.find(b"-->", debut + 4) + 3
        elif tete.startswith(b"<?", debut):
            fin = tete.find(b"?>", debut + 2) + 2
        elif tete[debut : debut + 9].upper() == b"<!DOCTYPE":
            raise Illisible("il contient une déclaration DOCTYPE, interdite", ligne=tete.count(b"\n", 0, debut) + 1)
        else:
            break
        if fin < debut:
            raise Illisible("aucun élément ne commence au début du fichier")
        debut = fin
    racine = _RACINE.match(tete, debut)
    if racine is None:
        raise Illisible("ce n’est pas un document XML complet", ligne=tete.count(b"\n", 0, debut) + 1)
    return racine[1]

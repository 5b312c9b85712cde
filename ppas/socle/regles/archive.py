"""What an uploaded .xlsx must be before a library opens it: an archive as spreadsheets write them (fiabilite H5).

An archive is trusted in nothing: neither in what it says of its size, nor in its names, nor in its XML.
"""

import io
import stat
from collections.abc import Sequence
from typing import Any
from xml.sax.handler import ContentHandler
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import defusedxml.sax

OCTETS_MAX = 5 * 1024 * 1024
DECOMPRESSES_MAX = 32 * 1024 * 1024
ENTREES_MAX = 200
ELEMENTS_MAX = 600_000
"""XML elements of a sheet, or of the texts that sheets share: a tree of them all must stay small."""
ELEMENTS_ANNEXES_MAX = 20_000
"""XML elements of any other part: styles, relations, theme."""
ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".ods", ".7z", ".rar", ".gz", ".jar")
EN_TETE_LOCAL = 30
"""Bytes before the name of an entry, in front of its data."""


def defaut_archive(octets: bytes) -> str | None:
    """Return why `octets` may not be read as a workbook, as the end of a French sentence; None when they may.

    Nothing is written, and memory stays bounded whatever the archive expands to. Never raises.
    """
    if len(octets) > OCTETS_MAX:
        return f"il dépasse {OCTETS_MAX // 1024**2} Mo"
    try:
        with ZipFile(io.BytesIO(octets)) as archive:
            return _defaut(archive, len(octets))
    except _Defaut as defaut:
        return str(defaut)
    except Exception:  # noqa: BLE001 (whatever a forged archive makes zipfile or expat raise, it cannot be read)
        return "ce n’est pas un classeur .xlsx, ou il est abîmé"


class _Defaut(Exception):
    """Found in the midst of a part: its text is the reason."""


def _defaut(archive: ZipFile, taille: int) -> str | None:
    entrees = archive.infolist()
    if defaut := _defaut_ensemble(entrees, taille) or next(filter(None, map(_defaut_nom, entrees)), None):
        return defaut
    if "xl/workbook.xml" not in archive.namelist():
        return "ce n’est pas un classeur .xlsx"
    reste = DECOMPRESSES_MAX
    for entree in entrees:
        reste -= _parcourir(archive, entree, reste)
    return None


def _defaut_ensemble(entrees: Sequence[ZipInfo], taille: int) -> str | None:
    if len(entrees) > ENTREES_MAX:
        return f"il contient plus de {ENTREES_MAX} fichiers"
    if sum(entree.file_size for entree in entrees) > DECOMPRESSES_MAX:
        return "décompressé, il serait trop grand"
    if len({entree.filename.casefold() for entree in entrees}) < len(entrees):
        return "deux de ses fichiers portent le même nom"
    return "ses fichiers se chevauchent" if _se_chevauchent(entrees, taille) else None


def _defaut_nom(entree: ZipInfo) -> str | None:
    nom = entree.orig_filename
    morceaux = nom.removesuffix("/").split("/")
    if not nom.isprintable() or "\\" in nom or ":" in nom or {"", ".", ".."} & set(morceaux):
        return "le nom d’un de ses fichiers est interdit"
    if entree.flag_bits & 0x1:
        return "il est protégé par un mot de passe"
    if stat.S_ISLNK(entree.external_attr >> 16) or entree.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return "un de ses fichiers n’est pas de ceux d’un classeur"
    if nom.casefold().endswith(ARCHIVES):
        return "il contient un autre fichier compressé"
    if "vbaproject" in nom.casefold():
        return "il contient des macros"
    return None


def _se_chevauchent(entrees: Sequence[ZipInfo], taille: int) -> bool:
    """Say whether two entries share bytes, as those of an archive that expands without end do."""
    fin = 0
    for entree in sorted(entrees, key=lambda entree: entree.header_offset):
        if entree.header_offset < fin:
            return True
        fin = entree.header_offset + EN_TETE_LOCAL + entree.compress_size
    return fin > taille


def _parcourir(archive: ZipFile, entree: ZipInfo, reste: int) -> int:
    """Expand an entry for its real size (and its checksum, which zipfile compares at its end); return that size."""
    compteur = _Compteur(entree.filename)
    analyseur = None
    if entree.filename.casefold().endswith((".xml", ".rels")):
        analyseur = defusedxml.sax.make_parser()
        analyseur.forbid_dtd = True
        analyseur.setContentHandler(compteur)
    lus = 0
    with archive.open(entree) as source:
        while bloc := source.read(1 << 16):
            lus += len(bloc)
            if lus > reste:
                raise _Defaut("décompressé, il serait trop grand")
            if not lus - len(bloc) and bloc.startswith(b"PK\x03\x04"):
                raise _Defaut("il contient un autre fichier compressé")
            if analyseur:
                analyseur.feed(bloc)
    if analyseur:
        analyseur.close()
    return lus


class _Compteur(ContentHandler):
    """Counts the elements of a part, and finds the formulas of a sheet that no spreadsheet has computed."""

    def __init__(self, nom: str) -> None:
        super().__init__()
        est_grande = nom.startswith("xl/worksheets/") or nom == "xl/sharedStrings.xml"
        self.reste = ELEMENTS_MAX if est_grande else ELEMENTS_ANNEXES_MAX
        self.cellule, self.a_formule, self.a_valeur = "", False, False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (name of the SAX interface)
        self.reste -= 1
        if self.reste < 0:
            raise _Defaut("il contient trop de cellules")
        nom = name.rpartition(":")[2]
        if nom == "c":
            self.cellule, self.a_formule, self.a_valeur = str(attrs.get("r", "")), False, False
        elif nom == "f":
            self.a_formule = True
        elif nom == "v":
            self.a_valeur = True

    def endElement(self, name: str) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "c" and self.a_formule and not self.a_valeur:
            ou = f" ({self.cellule[:10]})" if self.cellule.isalnum() else ""
            raise _Defaut(f"une de ses formules{ou} n’a pas été calculée : ouvrez-le, enregistrez-le, recommencez")

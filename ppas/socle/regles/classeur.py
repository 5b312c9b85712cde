"""Workbooks that people open in a spreadsheet (.xlsx), written row by row: numbers are numbers, no text is a formula.

They hold nothing of the machine that wrote them, and the same content gives the same bytes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.writer.excel import ExcelWriter

from ppas.socle.regles.table import Cellule, neutraliser

TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DATE_ARCHIVE = (1980, 1, 1, 0, 0, 0)
DATE_DOCUMENT = datetime(2000, 1, 1)  # noqa: DTZ001 (the format knows no zone, and this is nobody's instant)
AUTEUR = "PPAS"

EUROS = "#,##0.00\\ [$€-40C]"
NOMBRE = "#,##0.00"
ENTIER = "0"
JOUR = "dd/mm/yyyy"
GENERAL = "General"

_INTERDITS = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TITRE = Font(bold=True, size=14, color="16325C")
_NOTE = Font(color="4A5A70")
_ENTETE = Font(bold=True, color="FFFFFF")
_FOND_ENTETE = PatternFill("solid", fgColor="16325C")
_FOND_SAISIE = PatternFill("solid", fgColor="FFF6DB")
_TRAIT = Side(style="thin", color="B8C4D6")
_CADRE = Border(left=_TRAIT, right=_TRAIT, top=_TRAIT, bottom=_TRAIT)


@dataclass(frozen=True)
class Controle:
    """What a spreadsheet accepts in the cells of a column: a number between two bounds, or one of `choix`."""

    message: str
    minimum: int = 0
    maximum: int = 0
    choix: tuple[str, ...] = ()

    def regle(self) -> DataValidation:
        """Return it as the format writes it."""
        if self.choix:
            regle = DataValidation(type="list", formula1=f'"{",".join(self.choix)}"')
        else:
            regle = DataValidation(
                type="decimal", operator="between", formula1=str(self.minimum), formula2=str(self.maximum)
            )
        regle.errorTitle, regle.error = "Valeur à corriger", self.message
        regle.showErrorMessage, regle.allow_blank = True, True
        return regle


@dataclass(frozen=True)
class ColonneFeuille:
    """A column: its header, its width in characters, the format of its numbers (from their type when empty).

    `est_saisie`: a cell to fill in, the only kind that a protected sheet lets one change.
    """

    titre: str
    largeur: int = 14
    format: str = ""
    est_masquee: bool = False
    est_saisie: bool = False
    controle: Controle | None = None


@dataclass(frozen=True)
class Feuille:
    """A sheet: a title, notes under it, then the header, which stays in sight, and the rows.

    `cle` is written in A1, before the title: with a first column hidden, a program finds there what the sheet is of.
    """

    nom: str
    titre: str
    colonnes: Sequence[ColonneFeuille]
    lignes: Iterable[Sequence[Cellule]]
    notes: Sequence[str] = ()
    cle: str = ""
    est_protegee: bool = False

    @property
    def rang_entete(self) -> int:
        """The number of the header row, from 1."""
        return len(self.notes) + 2


def ecrire_classeur(sortie: IO[bytes], feuilles: Sequence[Feuille], *, titre: str) -> None:
    """Write the workbook `titre` to `sortie`, a file that can be moved in; memory does not grow with its rows."""
    classeur = Workbook(write_only=True)
    classeur.properties = DocumentProperties(
        creator=AUTEUR, title=_ecrivable(titre), created=DATE_DOCUMENT, modified=DATE_DOCUMENT
    )
    for feuille in feuilles:
        _ecrire_feuille(classeur.create_sheet(feuille.nom), feuille)
    ExcelWriter(classeur, _ArchiveDatee(sortie, "w", ZIP_DEFLATED)).save()


class _ArchiveDatee(ZipFile):
    """An archive whose entries all bear the same date, whatever the clock and the files say."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any) -> None:
        with self.open(self._entree(zinfo_or_arcname), "w") as entree:
            entree.write(data if isinstance(data, bytes) else data.encode())

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        with Path(filename).open("rb") as source, self.open(self._entree(arcname), "w") as entree:
            while bloc := source.read(1 << 16):
                entree.write(bloc)

    def _entree(self, nom: str) -> ZipInfo:
        entree = ZipInfo(nom, DATE_ARCHIVE)
        entree.compress_type = ZIP_DEFLATED
        return entree


def _ecrire_feuille(page: Any, feuille: Feuille) -> None:
    """Write `feuille` to `page`, a sheet as openpyxl writes them row by row; its type says little of what it has."""
    _preparer(page, feuille)
    titre = WriteOnlyCell(page, _ecrivable(feuille.titre))
    titre.font = _TITRE
    premiere = 0 if not feuille.cle else 1
    page.append([feuille.cle, titre] if premiere else [titre])
    for note in feuille.notes:
        cellule = WriteOnlyCell(page, _ecrivable(note))
        cellule.font = _NOTE
        page.append([None] * premiere + [cellule])
    page.append([_entete(page, colonne) for colonne in feuille.colonnes])
    nb, styles = 0, [_Styles(colonne) for colonne in feuille.colonnes]
    for ligne in feuille.lignes:
        nb += 1
        page.append([_cellule(page, *paire) for paire in zip(styles, ligne, strict=True)])
    for numero, colonne in enumerate(feuille.colonnes, start=1):
        if colonne.controle and nb:
            regle, lettre = colonne.controle.regle(), get_column_letter(numero)
            regle.add(f"{lettre}{feuille.rang_entete + 1}:{lettre}{feuille.rang_entete + nb}")
            page.data_validations.append(regle)


def _preparer(page: Any, feuille: Feuille) -> None:
    """Say of the sheet what must be said before its rows."""
    for numero, colonne in enumerate(feuille.colonnes, start=1):
        dimensions = page.column_dimensions[get_column_letter(numero)]
        dimensions.width, dimensions.hidden = colonne.largeur, colonne.est_masquee
    page.freeze_panes = f"A{feuille.rang_entete + 1}"
    page.print_title_rows = f"{feuille.rang_entete}:{feuille.rang_entete}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = feuille.est_protegee
    page.protection.formatColumns = False  # a locked sheet still lets one widen its columns


def _entete(page: Any, colonne: ColonneFeuille) -> Cell:
    cellule = WriteOnlyCell(page, _ecrivable(colonne.titre))
    cellule.font, cellule.fill, cellule.border = _ENTETE, _FOND_ENTETE, _CADRE
    cellule.alignment = Alignment(wrap_text=True, vertical="center")
    return cellule


class _Styles:
    """The styles of a column, one for each format: finding one takes openpyxl longer than writing the cell."""

    def __init__(self, colonne: ColonneFeuille) -> None:
        self.colonne = colonne
        self._prets: dict[str, Any] = {}

    def donner(self, cellule: Any, format_: str) -> None:
        """Give `cellule` the style of the column under that format."""
        pret = self._prets.get(format_)
        if pret is not None:
            cellule._style = pret  # noqa: SLF001 (written at once, and nobody changes it afterwards)
            return
        cellule.number_format = format_
        if self.colonne.est_saisie:
            cellule.protection = Protection(locked=False)
            cellule.fill, cellule.border = _FOND_SAISIE, _CADRE
        self._prets[format_] = cellule._style  # noqa: SLF001


def _cellule(page: Any, styles: _Styles, valeur: Cellule) -> Cell | None:
    if valeur is None and not styles.colonne.est_saisie:
        return None
    ecrite: Any = _ecrivable(valeur) if isinstance(valeur, str) else valeur
    cellule = WriteOnlyCell(page, ecrite)
    if isinstance(valeur, str):
        cellule.data_type = "s"  # or « #N/A » would be an error, and not a text
    styles.donner(cellule, styles.colonne.format or _format(valeur))
    return cellule


def _format(valeur: Cellule) -> str:
    if isinstance(valeur, Decimal):
        return NOMBRE
    if isinstance(valeur, int):
        return ENTIER
    return JOUR if isinstance(valeur, date) else GENERAL


def _ecrivable(texte: str) -> str:
    """Return `texte` neutralised, without what XML cannot hold."""
    return _INTERDITS.sub("\N{REPLACEMENT CHARACTER}", neutraliser(texte))

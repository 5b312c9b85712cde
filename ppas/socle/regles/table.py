"""The CSV files exchanged with the caisses' information systems (formats.md §3): read line by line, trust nothing.

UTF-8 (BOM accepted), `;` between fields, a header line, dates `AAAA-MM-JJ`, decimal point. A record is one line of the
file: a quoted field never holds a line break, so that a fault always names the line that a text editor shows.
"""

import csv
import io
import re
import unicodedata
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

SEPARATEUR = ";"
OCTETS_PAR_LIGNE = 64 * 1024
LIGNES_MAX = 1_000_000
FAUTES_MONTREES = 100
FORMULES = ("=", "+", "-", "@", "|", "%")
"""First characters that make a spreadsheet run a cell, or call another program from it (DDE).

Full-width forms count, once normalised.
"""

_COMMANDES = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_JOUR = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_NOMBRE = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True)
class Faute:
    """What is wrong at a place of a file: `ligne` counts from 1, header included; 0 when it is the whole file."""

    ligne: int
    champ: str
    raison: str

    def __str__(self) -> str:
        """Say it in one French sentence, as the command line prints it."""
        lieu = f"Ligne {self.ligne}" if self.ligne else "Fichier"
        return f"{lieu}, {self.champ} : {self.raison}" if self.champ else f"{lieu} : {self.raison}"


@dataclass
class Fautes:
    """The faults of a file: all are counted, the first ones found are kept, in the order of its lines."""

    nb: int = 0
    montrees: list[Faute] = field(default_factory=list)

    def ajouter(self, ligne: int, champ: str, raison: str) -> None:
        """Count one more fault."""
        self.nb += 1
        if len(self.montrees) < FAUTES_MONTREES:
            insort(self.montrees, Faute(ligne, champ, raison), key=lambda faute: faute.ligne)

    def __bool__(self) -> bool:
        return self.nb > 0


@dataclass(frozen=True)
class Colonne:
    """A column. `lire` turns its stripped text into a value, or raises ValueError with the reason in French."""

    nom: str
    lire: Callable[[str], Any]
    est_obligatoire: bool = True


@dataclass(frozen=True, slots=True)
class Ligne:
    """A line whose fields are all right: its number in the file, its values by column (None when left empty)."""

    numero: int
    valeurs: dict[str, Any]

    def __getitem__(self, nom: str) -> Any:
        return self.valeurs[nom]


class _Illisible(Exception):
    """The rest of the file cannot be read; the fault is already noted."""


def lire_csv(fichier: BinaryIO, colonnes: Sequence[Colonne], fautes: Fautes) -> Iterator[Ligne]:
    """Read `fichier` in one pass and constant memory; yield the right lines, note what is wrong in `fautes`.

    Whoever consumes the lines may add faults of his own; the file is good only if `fautes` is empty at the end. Columns
    come in any order, all are needed and no other is accepted. Empty lines are skipped. Never raises on what the file
    holds.
    """
    nb = 0
    try:
        lignes = _lignes(fichier, fautes)
        ordre = _entete(lignes, colonnes, fautes)
        for numero, cellules in lignes:
            nb += 1
            if nb > LIGNES_MAX:
                fautes.ajouter(numero, "", f"le fichier dépasse {LIGNES_MAX} lignes ; découpez-le.")
                return
            ligne = _ligne(numero, cellules, ordre, fautes)
            if ligne:
                yield ligne
    except _Illisible:
        return
    if not nb and not fautes:
        fautes.ajouter(0, "", "il n’y a aucune ligne après l’en-tête.")


def _lignes(fichier: BinaryIO, fautes: Fautes) -> Iterator[tuple[int, list[str]]]:
    numero = 0
    while octets := fichier.readline(OCTETS_PAR_LIGNE + 1):
        numero += 1
        if len(octets) > OCTETS_PAR_LIGNE:
            fautes.ajouter(numero, "", f"la ligne dépasse {OCTETS_PAR_LIGNE} octets.")
            raise _Illisible
        try:
            texte = octets.decode("utf-8-sig" if numero == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            fautes.ajouter(numero, "", "le texte n’est pas en UTF-8 ; enregistrez le fichier dans cet encodage.")
            raise _Illisible from None
        cellules = _cellules(numero, texte, fautes)
        if any(cellules):
            yield numero, cellules


def _cellules(numero: int, texte: str, fautes: Fautes) -> list[str]:
    """Cut a line into stripped fields; empty when it cannot be, which is then noted."""
    if _COMMANDES.search(texte):
        fautes.ajouter(numero, "", "un caractère de commande, invisible, est interdit.")
        return []
    try:
        lues = next(csv.reader([texte], delimiter=SEPARATEUR, strict=True), [])
    except csv.Error:
        fautes.ajouter(numero, "", "les guillemets sont mal placés : un champ s’ouvre et se ferme sur la même ligne.")
        return []
    return [cellule.strip() for cellule in lues]


def _entete(lignes: Iterator[tuple[int, list[str]]], colonnes: Sequence[Colonne], fautes: Fautes) -> list[Colonne]:
    numero, noms = next(lignes, (0, []))
    if not numero and not fautes:
        fautes.ajouter(0, "", "il est vide.")
    elif len(noms) == 1:
        fautes.ajouter(numero, "", f"les champs doivent être séparés par « {SEPARATEUR} ».")
    if fautes:
        raise _Illisible
    attendues = {colonne.nom: colonne for colonne in colonnes}
    for nom in sorted(set(noms) ^ set(attendues)):
        raison = "cette colonne manque." if nom in attendues else "cette colonne n’est pas de ce flux."
        fautes.ajouter(numero, nom[:40], raison)
    for nom in sorted({nom for nom in noms if noms.count(nom) > 1}):
        fautes.ajouter(numero, nom[:40], "cette colonne est en double.")
    if fautes:
        raise _Illisible
    return [attendues[nom] for nom in noms]


def _ligne(numero: int, cellules: list[str], ordre: list[Colonne], fautes: Fautes) -> Ligne | None:
    if len(cellules) != len(ordre):
        fautes.ajouter(numero, "", f"{len(cellules)} champs lus, {len(ordre)} attendus.")
        return None
    valeurs: dict[str, Any] = {}
    for colonne, texte in zip(ordre, cellules, strict=True):
        try:
            valeurs[colonne.nom] = _valeur(colonne, texte)
        except ValueError as erreur:
            fautes.ajouter(numero, colonne.nom, str(erreur))
    return Ligne(numero, valeurs) if len(valeurs) == len(ordre) else None


def _valeur(colonne: Colonne, texte: str) -> Any:
    if texte:
        return colonne.lire(texte)
    if colonne.est_obligatoire:
        raise ValueError("ce champ est obligatoire.")
    return None


def texte(longueur: int) -> Callable[[str], str]:
    """Return the reader of a text of at most `longueur` characters."""

    def lire(valeur: str) -> str:
        if len(valeur) > longueur:
            raise ValueError(f"{longueur} caractères au plus, {len(valeur)} lus.")
        return valeur

    return lire


def forme(motif: str, attendu: str) -> Callable[[str], str]:
    """Return the reader of a text that follows the pattern `motif`; `attendu` says it in French."""
    compile_ = re.compile(motif)

    def lire(valeur: str) -> str:
        if not compile_.fullmatch(valeur):
            raise ValueError(f"« {valeur[:40]} » lu ; attendu : {attendu}.")
        return valeur

    return lire


def jour(valeur: str) -> date:
    """Read a date written AAAA-MM-JJ, from 1900 on."""
    if not _JOUR.fullmatch(valeur):
        raise ValueError(f"« {valeur[:40]} » lu ; attendu : une date écrite AAAA-MM-JJ.")
    try:
        return date.fromisoformat(valeur)
    except ValueError:
        raise ValueError(f"le {valeur} n’existe pas.") from None


def centiemes(maximum: int) -> Callable[[str], int]:
    """Return the reader of a number of hundredths, from 0 to `maximum`: `15.50` is 1550."""

    def lire(valeur: str) -> int:
        if not _NOMBRE.fullmatch(valeur):
            raise ValueError(
                f"« {valeur[:40]} » lu ; attendu : un nombre positif, avec un point et deux décimales au plus."
            )
        nombre = int(Decimal(valeur).scaleb(2))
        if nombre > maximum:
            raise ValueError(f"« {valeur} » lu ; au plus {Decimal(maximum).scaleb(-2)}.")
        return nombre

    return lire


type Cellule = str | int | Decimal | date | None


def ecrire_csv(entete: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> Iterator[bytes]:
    """Write a file that `lire_csv` reads back, line by line.

    Numbers and dates are left as they are. A text that a spreadsheet would run as a formula gets a `'` before it, and
    its control characters become spaces.
    """
    tampon = io.StringIO()
    ecrivain = csv.writer(tampon, delimiter=SEPARATEUR, lineterminator="\r\n")
    ecrivain.writerow(entete)
    yield _vider(tampon)
    for ligne in lignes:
        ecrivain.writerow([_cellule(valeur) for valeur in ligne])
        yield _vider(tampon)


def _vider(tampon: io.StringIO) -> bytes:
    octets = tampon.getvalue().encode()
    tampon.seek(0)
    tampon.truncate()
    return octets


def _cellule(valeur: Cellule) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if not isinstance(valeur, str):
        return f"{valeur:f}" if isinstance(valeur, Decimal) else str(valeur)
    return neutraliser(valeur)


def neutraliser(texte: str) -> str:
    """Return `texte` as a spreadsheet may hold it: never run as a formula, without control characters (fiabilite H6).

    What would be run gets a `'` before it: it begins, once its full-width forms are read and its spaces passed, with
    one of FORMULES, a tabulation or a carriage return.
    """
    lu_par_un_tableur = unicodedata.normalize("NFKC", texte)
    est_dangereux = lu_par_un_tableur.startswith(("\t", "\r")) or lu_par_un_tableur.lstrip().startswith(FORMULES)
    return ("'" if est_dangereux else "") + re.sub(r"[\x00-\x1f\x7f]", " ", texte)

"""Workbooks for the tests: an honest one, and its parts put back together otherwise."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from ppas.socle.regles.classeur import ColonneFeuille, Feuille, ecrire_classeur

COLONNES = (ColonneFeuille("Nom"), ColonneFeuille("Heures"))


def classeur(*lignes: tuple, nom: str = "Saisie") -> bytes:
    """Return a workbook of one sheet: a title, a header, then `lignes`."""
    sortie = io.BytesIO()
    ecrire_classeur(sortie, [Feuille(nom, "Titre", COLONNES, lignes)], titre="Titre")
    return sortie.getvalue()


def avec(octets: bytes, parties: Mapping[str, bytes | str]) -> bytes:
    """Return the workbook `octets` with these parts added or replaced."""
    sortie = io.BytesIO()
    with ZipFile(io.BytesIO(octets)) as source, ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        for nom in source.namelist():
            if nom not in parties:
                archive.writestr(nom, source.read(nom))
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def partie(octets: bytes, nom: str) -> str:
    """Return the text of a part."""
    with ZipFile(io.BytesIO(octets)) as archive:
        return archive.read(nom).decode()

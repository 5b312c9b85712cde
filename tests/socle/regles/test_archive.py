"""What may be opened as a workbook, and what is refused first (fiabilite H5)."""

import io
import stat
import struct
import time
import tracemalloc
from copy import copy
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from ppas.socle.regles import archive
from ppas.socle.regles.archive import defaut_archive
from tests.socle.classeurs import avec, classeur, partie

FEUILLE = "xl/worksheets/sheet1.xml"
BON = classeur(("DURAND", 14))


def entree(nom: str, contenu: bytes = b"x", **champs: int) -> bytes:
    """Return an honest workbook with one more entry, made as `champs` say."""
    sortie = io.BytesIO(BON)
    with ZipFile(sortie, "a", ZIP_DEFLATED) as ouverte:
        ajoutee = ZipInfo("provisoire")
        ajoutee.compress_type = ZIP_DEFLATED
        for champ, valeur in champs.items():
            setattr(ajoutee, champ, valeur)
        ajoutee.filename = nom
        ouverte.writestr(ajoutee, contenu)
    return sortie.getvalue()


def chevauchee() -> bytes:
    """Return an archive whose last two entries are the same bytes, said twice."""
    sortie = io.BytesIO(BON)
    with ZipFile(sortie, "a", ZIP_DEFLATED) as ouverte:
        ouverte.writestr("xl/media/un.png", b"0" * 1000)
        double = copy(ouverte.getinfo("xl/media/un.png"))
        double.filename = double.orig_filename = "xl/media/deux.png"
        ouverte.filelist.append(double)
    return sortie.getvalue()


def taille_menteuse() -> bytes:
    """Return a workbook whose central directory says that its sheet expands to 10 bytes."""
    octets = bytearray(BON)
    place = octets.rindex(FEUILLE.encode()) - 46  # its entry of the central directory, whose name comes last
    struct.pack_into("<I", octets, place + 24, 10)
    return bytes(octets)


def chiffree() -> bytes:
    """Return a workbook whose entries say that they are encrypted."""
    octets, debut = bytearray(BON), 0
    while (debut := octets.find(b"PK\x01\x02", debut)) >= 0:
        octets[debut + 8] |= 1
        debut += 4
    return bytes(octets)


REFUS = {
    "vide": (b"", "ce n’est pas un classeur"),
    "texte": (b"nom;heures\n", "ce n’est pas un classeur"),
    "csv-renomme": (b"PK\x03\x04" + b"a" * 200, "ce n’est pas un classeur"),
    "tronque": (BON[: len(BON) // 2], "ce n’est pas un classeur"),
    "trop-gros": (b"P" * (archive.OCTETS_MAX + 1), "il dépasse 5 Mo"),
    "autre-archive": (avec(b"PK\x05\x06" + b"\0" * 18, {"a.xml": "<a/>"}), "ce n’est pas un classeur"),
    "bombe": (avec(BON, {"xl/media/a.png": b"\0" * (40 * 1024**2)}), "décompressé, il serait trop grand"),
    "trop-d-entrees": (avec(BON, {f"xl/media/{n}.png": b"" for n in range(201)}), "plus de 200 fichiers"),
    "remonte": (entree("../../etc/cron.d/x"), "le nom d’un de ses fichiers est interdit"),
    "absolu": (entree("/etc/passwd"), "le nom d’un de ses fichiers est interdit"),
    "windows": (entree("C:\\x.xml"), "le nom d’un de ses fichiers est interdit"),
    "contre-oblique": (entree("xl\\x.xml"), "le nom d’un de ses fichiers est interdit"),
    "invisible": (entree("xl/a\x01.xml"), "le nom d’un de ses fichiers est interdit"),
    "lien": (entree("xl/lien", external_attr=(stat.S_IFLNK | 0o777) << 16), "n’est pas de ceux d’un classeur"),
    "bzip2": (entree("xl/x.bin", compress_type=ZIP_BZIP2), "n’est pas de ceux d’un classeur"),
    "mot-de-passe": (chiffree(), "protégé par un mot de passe"),
    "archive-dans-l-archive": (entree("xl/embeddings/x.xlsx", BON), "un autre fichier compressé"),
    "archive-deguisee": (entree("xl/media/x.png", BON), "un autre fichier compressé"),
    "macros": (entree("xl/vbaProject.bin"), "il contient des macros"),
    "double": (entree("XL/workbook.xml"), "deux de ses fichiers portent le même nom"),
    "chevauchement": (chevauchee(), "ses fichiers se chevauchent"),
    "taille-menteuse": (taille_menteuse(), "ce n’est pas un classeur"),
    "doctype": (avec(BON, {FEUILLE: '<!DOCTYPE a SYSTEM "x.dtd"><a/>'}), "ce n’est pas un classeur"),
    "entites": (
        avec(BON, {"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'}),
        "ce n’est pas un classeur",
    ),
    "entite-externe": (
        avec(BON, {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        "ce n’est pas un classeur",
    ),
    "utf-16-avec-doctype": (
        avec(BON, {FEUILLE: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")}),
        "ce n’est pas un classeur",
    ),
    "mal-forme": (avec(BON, {FEUILLE: "<worksheet><row></worksheet>"}), "ce n’est pas un classeur"),
    "trop-de-cellules": (avec(BON, {FEUILLE: f"<worksheet>{'<c/>' * 600_001}</worksheet>"}), "trop de cellules"),
    "trop-de-styles": (avec(BON, {"xl/styles.xml": f"<a>{'<xf/>' * 20_001}</a>"}), "trop de cellules"),
    "formule-sans-valeur": (
        avec(BON, {FEUILLE: partie(BON, FEUILLE).replace('<c r="B3"', '<c r="C3"><f>1+1</f></c><c r="B3"')}),
        "une de ses formules (C3) n’a pas été calculée",
    ),
}


def test_un_classeur_ordinaire_est_accepte() -> None:
    assert defaut_archive(BON) is None


def test_une_formule_calculee_est_acceptee() -> None:
    feuille = partie(BON, FEUILLE).replace('<c r="B3"', '<c r="C3"><f>1+1</f><v>2</v></c><c r="B3"')
    assert defaut_archive(avec(BON, {FEUILLE: feuille})) is None


@pytest.mark.exigence("PLU-09")
@pytest.mark.parametrize(("octets", "raison"), REFUS.values(), ids=REFUS)
def test_un_fichier_hostile_est_refuse_vite_et_sans_memoire(octets: bytes, raison: str) -> None:
    tracemalloc.start()
    debut = time.perf_counter()
    defaut = defaut_archive(octets)
    duree = time.perf_counter() - debut
    pic = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raison in (defaut or "")
    assert pic < 20 * 1024**2
    assert duree < 10

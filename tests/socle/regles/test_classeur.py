"""Workbooks that the portal writes: values as they are, no formula, nothing of the machine (PLU-08, fiabilite H6)."""

import io
import tempfile
import tracemalloc
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ppas.socle.regles.archive import defaut_archive
from ppas.socle.regles.classeur import EUROS, ColonneFeuille, Controle, Feuille, ecrire_classeur
from ppas.socle.regles.table import neutraliser

COLONNES = (
    ColonneFeuille("N°", est_masquee=True),
    ColonneFeuille("Nom", largeur=30),
    ColonneFeuille("Date"),
    ColonneFeuille("Montant", format=EUROS),
    ColonneFeuille("Heures", est_saisie=True, controle=Controle("De 0 à 744.", maximum=744)),
    ColonneFeuille("Sans", est_saisie=True, controle=Controle("oui ou non.", choix=("oui", "non"))),
)
LIGNE = (1, "DURAND", date(2026, 10, 1), Decimal("1234.50"), None, None)
SIGNES = ("=1+1", "+33", "-3", "@SOMME(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "＋1", "－1", "＠A")


def octets(*lignes: tuple, est_protegee: bool = False) -> bytes:
    feuille = Feuille("Saisie", "Un titre", COLONNES, lignes, notes=("Une note",), cle="clé", est_protegee=est_protegee)
    sortie = io.BytesIO()
    ecrire_classeur(sortie, [feuille], titre="Document")
    return sortie.getvalue()


def page(*lignes: tuple, est_protegee: bool = False) -> Worksheet:
    return load_workbook(io.BytesIO(octets(*lignes, est_protegee=est_protegee)))["Saisie"]


@pytest.mark.exigence("PLU-08")
def test_les_nombres_restent_des_nombres_et_les_dates_des_dates() -> None:
    lue = page(LIGNE)
    assert [cellule.value for cellule in lue[4]] == [1, "DURAND", lue["C4"].value, 1234.5, None, None]
    assert lue["C4"].is_date
    assert (lue["C4"].value.date(), lue["C4"].number_format) == (date(2026, 10, 1), "dd/mm/yyyy")
    assert lue["D4"].number_format == EUROS


def test_l_en_tete_reste_visible_sous_le_titre_et_les_notes() -> None:
    lue = page(LIGNE)
    assert [lue["A1"].value, lue["B1"].value, lue["B2"].value] == ["clé", "Un titre", "Une note"]
    assert [cellule.value for cellule in lue[3]] == [colonne.titre for colonne in COLONNES]
    assert lue["B3"].font.bold
    assert (lue.freeze_panes, lue.print_title_rows) == ("A4", "$3:$3")
    assert lue.column_dimensions["A"].hidden
    assert lue.column_dimensions["B"].width == 30


def test_une_feuille_protegee_ne_laisse_changer_que_les_cellules_de_saisie() -> None:
    lue = page(LIGNE, est_protegee=True)
    assert lue.protection.sheet
    assert [cellule.protection.locked for cellule in lue[4]] == [True, True, True, True, False, False]


def test_une_colonne_de_saisie_dit_ce_qu_elle_accepte() -> None:
    nombre, choix = page(LIGNE, LIGNE).data_validations.dataValidation
    assert (str(nombre.sqref), nombre.type, nombre.formula1, nombre.formula2) == ("E4:E5", "decimal", "0", "744")
    assert (str(choix.sqref), choix.type, choix.formula1) == ("F4:F5", "list", '"oui,non"')


@pytest.mark.exigence("PLU-08")
@pytest.mark.parametrize("texte", [*SIGNES, "#N/A", "#REF!"])
def test_aucun_texte_n_est_une_formule_ni_une_erreur(texte: str) -> None:
    cellule = page((1, texte, None, None, None, None))["B4"]
    assert (cellule.data_type, cellule.value) == ("s", neutraliser(texte))


@given(st.text(max_size=50))
def test_tout_texte_s_ecrit_et_se_relit_sans_formule(texte: str) -> None:
    produit = octets((1, texte, None, None, None, None))
    assert defaut_archive(produit) is None
    with ZipFile(io.BytesIO(produit)) as archive:
        feuille = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert not list(feuille.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}f"))


def test_le_meme_contenu_donne_les_memes_octets() -> None:
    premiers = octets(LIGNE)
    with time_machine.travel("2031-05-05"):
        assert octets(LIGNE) == premiers


def test_le_document_ne_dit_rien_de_la_machine() -> None:
    proprietes = load_workbook(io.BytesIO(octets(LIGNE))).properties
    assert (proprietes.creator, proprietes.title, proprietes.lastModifiedBy) == ("PPAS", "Document", None)


def test_un_classeur_sans_ligne_s_ouvre() -> None:
    assert page().max_row == 3


def test_la_memoire_ne_grandit_pas_avec_les_lignes() -> None:
    def pic(nb: int) -> int:
        lignes = ((rang, "DURAND Jeanne", None, Decimal("14.50"), None, None) for rang in range(nb))
        feuille = Feuille("Saisie", "Titre", COLONNES, lignes)
        tracemalloc.start()
        with tempfile.TemporaryFile() as sortie:
            ecrire_classeur(sortie, [feuille], titre="Document")
        plus_haut = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return plus_haut

    pic(10)  # what is imported and cached once
    assert pic(3000) < pic(300) + 256 * 1024

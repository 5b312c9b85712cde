"""Reading an uploaded workbook: its values, or a refusal (fiabilite H5)."""

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from ppas.socle import classeurs
from ppas.socle.classeurs import lire_feuille
from ppas.socle.refus import Refus
from tests.socle.classeurs import avec, classeur, partie

BON = classeur(("DURAND", 14), ("MARTIN", Decimal("7.25")))
FEUILLE = "xl/worksheets/sheet1.xml"
PARTIES = [FEUILLE, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]


def valeurs(octets: bytes) -> list[list[classeurs.Valeur]]:
    """Return the cells that hold something, row by row."""
    return [[valeur for valeur in ligne if valeur is not None] for ligne in lire_feuille(octets, "Saisie")]


def saisies(*cellules: object, format_: str = "General") -> bytes:
    """Return what a spreadsheet saves when these values are typed one under the other."""
    ouvert = Workbook()
    ouvert.active.title = "Saisie"
    for rang, valeur in enumerate(cellules, start=1):
        ouvert.active.cell(rang, 1, valeur)
        if format_ != "General":
            ouvert.active.cell(rang, 1).number_format = format_
    sortie = io.BytesIO()
    ouvert.save(sortie)
    return sortie.getvalue()


def test_un_classeur_du_portail_se_relit() -> None:
    assert valeurs(BON) == [["Titre"], ["Nom", "Heures"], ["DURAND", 14], ["MARTIN", 7.25]]


def test_un_nombre_que_le_tableur_montre_comme_une_date_ou_une_duree_n_est_plus_un_nombre() -> None:
    assert valeurs(saisies(date(2026, 10, 1), time(14, 30), timedelta(hours=26, minutes=30))) == [
        [datetime(2026, 10, 1)],  # noqa: DTZ001 (as openpyxl says it)
        [time(14, 30)],
        [timedelta(hours=26, minutes=30)],
    ]


def test_les_lignes_vides_de_la_fin_sont_laissees() -> None:
    assert valeurs(saisies("a", None, "b", None, None)) == [["a"], [], ["b"]]


def refus(octets: bytes, nom: str = "Saisie") -> str:
    with pytest.raises(Refus) as refuse:
        lire_feuille(octets, nom)
    assert refuse.value.code == "classeur-refuse"
    return refuse.value.message


def test_une_feuille_absente_est_dite() -> None:
    assert "la feuille « Autre » n’y est pas" in refus(BON, "Autre")


def test_une_archive_refusee_ne_va_pas_plus_loin() -> None:
    assert refus(b"nom;heures") == (
        "Ce fichier ne peut pas être lu : ce n’est pas un classeur .xlsx, ou il est abîmé. Rien n’a été enregistré."
    )


def test_trop_de_lignes_est_refuse_sans_tout_lire() -> None:
    loin = partie(BON, FEUILLE).replace('<row r="4"', '<row r="1048576"').replace('r="A4"', 'r="A1048576"')
    assert valeurs(avec(BON, {FEUILLE: loin}))[-1] == ["DURAND", 14]
    assert "20000 lignes" in refus(saisies(*["a"] * (classeurs.LIGNES_MAX + 1)))


@pytest.mark.parametrize("nom", PARTIES)
@pytest.mark.parametrize("contenu", ["", "<a/>", "<workbook/>", "<worksheet/>", '<a xmlns="urn:x"><b/></a>'])
def test_une_partie_etrangere_donne_un_refus_ou_des_valeurs_jamais_une_panne(nom: str, contenu: str) -> None:
    _sans_panne(avec(BON, {nom: contenu}))


@given(st.data())
def test_un_classeur_abime_donne_un_refus_ou_des_valeurs_jamais_une_panne(data: st.DataObject) -> None:
    octets = bytearray(BON)
    for _ in range(data.draw(st.integers(1, 8))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    _sans_panne(bytes(octets))


@given(st.data())
def test_une_feuille_abimee_dans_une_archive_juste_non_plus(data: st.DataObject) -> None:
    nom = data.draw(st.sampled_from(PARTIES))
    texte = partie(BON, nom)
    debut = data.draw(st.integers(0, len(texte)))
    fin = data.draw(st.integers(debut, min(len(texte), debut + 30)))
    remplace = data.draw(st.sampled_from(["", "0", "-1", "1e400", "A99999999999", '"', "<", "é", "x"]))
    _sans_panne(avec(BON, {nom: texte[:debut] + remplace + texte[fin:]}))


@given(st.binary(max_size=300))
def test_n_importe_quels_octets_donnent_un_refus(octets: bytes) -> None:
    refus(octets)


def _sans_panne(octets: bytes) -> None:
    with suppress(Refus):
        lire_feuille(octets, "Saisie")

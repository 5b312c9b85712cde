from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE
from ppas.facturation.regles.nom_fichier import NomFichier, analyser, proposer
from tests.facturation.regles.documents import document, lire

ALPHANUMERIQUE = "ABCDEFXYZabcxyz0123456789"


@pytest.mark.exigence("FIL-03")
@pytest.mark.parametrize("nom", ["03_21231300_201010.xml", "03_21231300_201010.XML"])
def test_un_nom_d_aide_a_domicile_est_lu(nom: str) -> None:
    assert analyser(nom) == NomFichier("03", "21231300", "PPP001", echeance=date(2010, 10, 1))


@pytest.mark.exigence("FIL-04", "FIL-05")
def test_un_nom_d_autre_prestation_est_lu() -> None:
    attendu = NomFichier("03", "21231300", "PPP014", date_emission=date(2010, 11, 17))
    assert analyser("03_171110_014_21231300.xml") == attendu


@pytest.mark.exigence("FIL-06")
def test_un_complement_de_mois_porte_son_numero() -> None:
    nom = analyser("03_21231300_202610-2.xml")
    assert nom == NomFichier("03", "21231300", "PPP001", echeance=date(2026, 10, 1), complement=2)


@pytest.mark.parametrize(
    ("nom", "suivant"),
    [
        ("03_21231300_202610.xml", "03_21231300_202610-2.xml"),
        ("03_21231300_202610-2.xml", "03_21231300_202610-3.xml"),
        ("03_171126_014_21231300.xml", None),
    ],
)
def test_le_portail_offre_le_nom_du_complement_suivant(nom: str, suivant: str | None) -> None:
    lu = analyser(nom)
    assert isinstance(lu, NomFichier)
    assert lu.complement_suivant() == suivant


@pytest.mark.parametrize(
    ("nom", "partie"),
    [
        ("facture.xml", "il doit compter 3 parties"),
        ("a_b_c_d_e.xml", "en compte 5"),
        ("03_21231300_202610", "il ne se termine pas par « .xml »"),
        ("03_21231300_202610.zip", "il ne se termine pas par « .xml »"),
        ("3_21231300_202610.xml", "la première partie, « 3 »"),
        ("003_21231300_202610.xml", "la première partie, « 003 »"),
        ("03_2123-1300_202610.xml", "« 2123-1300 » n’est pas un identifiant"),
        ("03_1234567890123_202610.xml", "« 1234567890123 » n’est pas un identifiant"),
        ("03_21231300_202613.xml", "la troisième partie, « 202613 »"),
        ("03_21231300_202610-1.xml", "porte le suffixe « -2 »"),
        ("03_21231300_202610-0.xml", "la troisième partie"),
        ("03_310226_014_21231300.xml", "la deuxième partie, « 310226 »"),
        ("03_171126_PPP014_21231300.xml", "la troisième partie, « PPP014 »"),
        ("03_171126_014_.xml", "« » n’est pas un identifiant"),
        ("../03_21231300_202610.xml", "la première partie"),
        ("03_21231300_202610\0.xml", "il contient des caractères invisibles"),
        ("03_21231300_202610\u202elmx.xml", "il contient des caractères invisibles"),
        ("", "il ne se termine pas"),
    ],
)
def test_la_partie_fautive_du_nom_est_dite(nom: str, partie: str) -> None:
    faute = analyser(nom)
    assert isinstance(faute, Anomalie)
    assert faute.code == "F01"
    assert partie in faute.message.replace("«  »", "« »")


@pytest.mark.parametrize(
    ("nom", "propose"),
    [
        ("03_21231300_2026-10.xml", "03_21231300_202610.xml"),
        ("03_21231300_102026.xml", "03_21231300_202610.xml"),
        ("03_21231300_202610", "03_21231300_202610.xml"),
        ("03_21231300_202610.xml.xml", "03_21231300_202610.xml"),
        ("03_21231300_202610 (1).xml", "03_21231300_202610.xml"),
        ("03_21231300_202610 - Copie.xml", "03_21231300_202610.xml"),
        ("03 21231300 202610.xml", "03_21231300_202610.xml"),
        ("C:\\factures\\03_21231300_202610.xml", "03_21231300_202610.xml"),
        ("03_17112026_014_21231300.xml", "03_171126_014_21231300.xml"),
        ("03_20261117_014_21231300.xml", "03_171126_014_21231300.xml"),
        ("03_17-11-26_PPP014_21231300.xml", "03_171126_014_21231300.xml"),
        ("03_20112026_014_21231300.xml", "03_201126_014_21231300.xml"),
        ("facture.xml", None),
        ("03_21231300_octobre.xml", None),
        ("03_21231300_202610.xml", None),
        ("03_20102011_014_21231300.xml", "03_201011_014_21231300.xml"),
    ],
)
def test_le_bon_nom_est_propose_quand_il_est_certain(nom: str, propose: str | None) -> None:
    assert proposer(nom) == propose


@pytest.mark.parametrize(
    ("contenu", "propose"),
    [
        (DOCUMENT_AMD, "« 03_21231300_202610.xml »"),
        (document(("_202610<", "_202610-3<")), "« 03_21231300_202610-3.xml »"),
        (document(("03_21231300_202610<", "FACTURE<")), "« 03_21231300_202610.xml »"),
        (DOCUMENT_AUTRE, "« 03_171126_014_21231300.xml »"),
    ],
    ids=["AMD", "complément", "référence fausse", "autre"],
)
def test_l_en_tete_aide_a_proposer_le_bon_nom(contenu: str, propose: str) -> None:
    faute = analyser("facture.xml", lire(contenu)[0].entete)
    assert isinstance(faute, Anomalie)
    assert propose in faute.remede


def test_un_en_tete_qui_se_contredit_ne_propose_rien() -> None:
    entete = lire(document(("<echeance>202610</echeance>", "")))[0].entete
    faute = analyser("facture.xml", entete)
    assert isinstance(faute, Anomalie)
    assert "«" not in faute.remede


def test_un_nom_demesure_est_cite_court() -> None:
    faute = analyser("x" * 4_096)
    assert isinstance(faute, Anomalie)
    assert len(faute.message) < 300


@given(
    st.text(ALPHANUMERIQUE, min_size=2, max_size=2),
    st.text(ALPHANUMERIQUE, min_size=1, max_size=12),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.none() | st.integers(2, 999),
)
def test_un_nom_d_aide_a_domicile_se_relit(caisse: str, structure: str, jour: date, complement: int | None) -> None:
    nom = NomFichier(caisse, structure, "PPP001", echeance=jour.replace(day=1), complement=complement)
    assert analyser(f"{nom.reference}.xml") == nom


@given(
    st.text(ALPHANUMERIQUE, min_size=2, max_size=2),
    st.text(ALPHANUMERIQUE, min_size=1, max_size=12),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(0, 999),
)
def test_un_nom_d_autre_prestation_se_relit(caisse: str, structure: str, jour: date, prestation: int) -> None:
    nom = NomFichier(caisse, structure, f"PPP{prestation:03}", date_emission=jour)
    assert analyser(f"{nom.reference}.xml") == nom


@given(st.text() | st.from_regex(r"[0-9_. -]{0,30}(\.xml)?", fullmatch=True))
def test_aucun_nom_ne_fait_lever_d_exception(nom: str) -> None:
    lu = analyser(nom)
    if isinstance(lu, Anomalie):
        propose = proposer(nom)
        assert propose is None or isinstance(analyser(propose), NomFichier)
    else:
        assert f"{lu.reference}.xml".lower() == nom.lower()

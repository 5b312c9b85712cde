import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.socle.regles import identifiants
from ppas.socle.regles.affichage import telephone


@pytest.mark.exigence("REG-16", "ADM-10")
@pytest.mark.parametrize(
    "saisi", ["0302010509", "03 02 01 05 09", "03.02.01.05.09", "03-02-01-05-09", "03\N{NO-BREAK SPACE}02010509"]
)
def test_un_telephone_se_saisit_avec_ou_sans_separateurs(saisi):
    assert identifiants.defauts_telephone(saisi) == []
    assert identifiants.sans_separateurs(saisi) == "0302010509"


@pytest.mark.exigence("REG-16", "ADM-10")
@pytest.mark.parametrize(
    "saisi",
    [
        pytest.param("030201050", id="9-chiffres"),
        pytest.param("03020105091", id="11-chiffres"),
        pytest.param("03  02 01 05 09", id="15-caracteres"),
        pytest.param("+33302010509", id="indicatif"),
        pytest.param("O302010509", id="lettre"),
        pytest.param("٠٣٠٢٠١٠٥٠٩", id="chiffres-arabes"),
        pytest.param("", id="vide"),
    ],
)
def test_un_telephone_mal_forme_est_refuse(saisi):
    assert identifiants.defauts_telephone(saisi) == ["Téléphone : 10 chiffres attendus, au format « nn nn nn nn nn »."]


@pytest.mark.exigence("REG-16")
def test_un_telephone_s_affiche_par_paires():
    assert telephone("0302010509").split("\N{NO-BREAK SPACE}") == ["03", "02", "01", "05", "09"]


@pytest.mark.exigence("REG-15")
@pytest.mark.parametrize("saisi", ["12345678998745", "732 829 320 00074"])
def test_un_siret_de_quatorze_chiffres_est_accepte_quelle_que_soit_sa_cle(saisi):
    assert identifiants.defauts_siret(saisi) == []


@pytest.mark.exigence("REG-15")
def test_le_refus_d_un_siret_compte_les_chiffres_saisis():
    assert identifiants.defauts_siret("1234567899874") == ["SIRET : 14 chiffres attendus, 13 saisis."]


@pytest.mark.exigence("REG-15")
def test_un_siret_avec_une_lettre_est_refuse():
    assert identifiants.defauts_siret("1234567899874A") == ["SIRET : 14 chiffres attendus, sans lettre ni autre signe."]


@pytest.mark.exigence("REG-15")
@pytest.mark.parametrize(
    ("siret", "nb"), [("12345678998745", 1), ("73282932000074", 0), ("35600000000048", 0), ("", 0)]
)
def test_une_cle_de_siret_fausse_n_est_qu_un_avertissement(siret, nb):
    assert len(identifiants.avertissements_siret(siret)) == nb


@pytest.mark.exigence("REG-22", "ADM-11")
@pytest.mark.parametrize("login", ["Alex7", "martin37", "2026"])
def test_un_login_est_fait_de_lettres_et_de_chiffres(login):
    assert identifiants.defauts_login(login) == []


@pytest.mark.exigence("REG-22", "ADM-11")
@pytest.mark.parametrize("login", ["Aléx7", "d'Artagnan", "alex 7", "alex-7", "alex\n", "аlex", "😀"])
def test_un_login_avec_accent_espace_ou_signe_est_refuse(login):
    assert len(identifiants.defauts_login(login)) == 1


@pytest.mark.exigence("REG-12")
@pytest.mark.parametrize("code", ["757300", "9059003C", "CL19720812", "19721208", "Mikal382", "A-12/3"])
def test_un_code_convention_est_libre(code):
    assert identifiants.defauts_code_convention(code) == []


@pytest.mark.exigence("REG-12")
@pytest.mark.parametrize("code", ["", "757 300", "é12", "<b>", "=1+1", "-12"])
def test_un_code_convention_reste_un_code(code):
    assert len(identifiants.defauts_code_convention(code)) == 1


@pytest.mark.parametrize(("identifiant", "nb"), [("21231300", 0), ("A1", 0), ("1" * 12, 0), ("1" * 13, 1), ("2 1", 1)])
def test_un_identifiant_de_structure_a_douze_signes_au_plus(identifiant, nb):
    assert len(identifiants.defauts_identifiant_structure(identifiant)) == nb


@pytest.mark.exigence("REG-20")
@pytest.mark.parametrize(("cp", "nb"), [("62000", 0), ("2A004", 1), ("6200", 1), ("620001", 1)])
def test_un_code_postal_a_cinq_chiffres(cp, nb):
    assert len(identifiants.defauts_code_postal(cp)) == nb


@pytest.mark.parametrize(
    ("texte", "nb"), [("N° 3 & Fils, l’Œuvre", 0), ("a\x07b", 1), ("bleu 😀", 1), ("\u202eabc", 1)]
)
def test_un_texte_s_imprime(texte, nb):
    assert len(identifiants.defauts_texte(texte)) == nb


@given(st.text())
def test_aucune_saisie_ne_fait_echouer_les_regles(saisi):
    for regle in (
        identifiants.defauts_telephone,
        identifiants.defauts_siret,
        identifiants.defauts_login,
        identifiants.defauts_code_convention,
        identifiants.avertissements_siret,
        identifiants.defauts_texte,
    ):
        assert all(isinstance(raison, str) for raison in regle(saisi))
    assert "\n" not in identifiants.sur_une_ligne(saisi)

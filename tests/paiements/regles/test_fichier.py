"""The `paiements` file: every fault has its line, its field and its reason."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.paiements.regles.fichier import (
    COLONNES,
    BordereauLu,
    FactureVue,
    LigneLue,
    confronter,
    enregistrement_paye,
    numeros,
    regrouper,
)
from ppas.socle.regles.table import Fautes, lire_csv

LE = date(2026, 11, 4)
EXEMPLES = Path(__file__).parents[3] / "exemples" / "flux"
ENTETE = "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant"
BONNE = "B1;AMD1;2026-11-12;337.68;12;14.00;337.68"


def lire(*lignes):
    fautes = Fautes()
    fichier = io.BytesIO("\n".join([ENTETE, *lignes]).encode())
    bordereaux = regrouper(lire_csv(fichier, COLONNES, fautes), fautes, le=LE)
    return bordereaux, [
        (faute.ligne, faute.champ, faute.raison.replace("\N{NO-BREAK SPACE}", " ")) for faute in fautes.montrees
    ]


def test_les_lignes_d_un_bordereau_sont_rassemblees_dans_l_ordre():
    lus, fautes = lire(
        "B1;AMD1;2026-11-12;30.00;12;1;10", "B2;AMD1;2026-11-12;5.5;14;1;5.50", "B1;amd1;2026-11-12;30;13;2.50;20.00"
    )
    assert fautes == []
    assert lus == [
        BordereauLu(
            2, "B1", "AMD1", date(2026, 11, 12), 3000, [LigneLue(2, "12", 100, 1000), LigneLue(4, "13", 250, 2000)]
        ),
        BordereauLu(3, "B2", "AMD1", date(2026, 11, 12), 550, [LigneLue(3, "14", 100, 550)]),
    ]


@pytest.mark.exigence("EVA-08")
def test_un_bordereau_peut_payer_des_lignes_et_des_evaluations():
    lus, fautes = lire("B1;EVA1;2026-11-12;30.00;E017;1.00;10", "B1;EVA1;2026-11-12;30.00;0017;1;20.00")
    assert fautes == []
    assert [(ligne.enregistrement, ligne.quantite_centiemes) for ligne in lus[0].lignes] == [("E17", 100), ("17", 100)]


def test_le_meme_numero_sous_deux_conventions_fait_deux_bordereaux():
    lus, fautes = lire(BONNE, "B1;AMD2;2026-11-13;1;13;1;1")
    assert fautes == []
    assert [bordereau.cle for bordereau in lus] == [("amd1", "B1"), ("amd2", "B1")]


@pytest.mark.exigence("PAY-04")
@pytest.mark.parametrize(
    ("ligne", "champ", "debut_raison"),
    [
        pytest.param("B1;AMD1;12/11/2026;1;13;1;1", "date_paiement", "« 12/11/2026 » lu", id="date-mal-ecrite"),
        pytest.param(
            "B1;AMD1;2026-02-30;1;13;1;1", "date_paiement", "le 2026-02-30 n’existe pas", id="date-inexistante"
        ),
        pytest.param(
            "B1;AMD1;2027-11-30;1;13;1;1", "date_paiement", "le 30/11/2027 est dans plus d’un an", id="lointaine"
        ),
        pytest.param("B1;AMD1;2026-11-12;1,00;13;1;1", "montant_total", "« 1,00 » lu", id="virgule"),
        pytest.param("B1;AMD1;2026-11-12;1;13;1;-1", "montant", "« -1 » lu", id="montant-negatif"),
        pytest.param("B1;AMD1;2026-11-12;1;13;1.001;1", "quantite", "« 1.001 » lu", id="trop-de-decimales"),
        pytest.param("B1;AMD1;2026-11-12;1;1e3;1;1", "no_enregistrement", "« 1e3 » lu", id="enregistrement-1e3"),
        pytest.param(f"B1;AMD1;2026-11-12;1;{10**18};1;1", "no_enregistrement", f"« {10**18} » lu", id="trop-grand"),
        pytest.param("B1;AMD1;2026-11-12;1;١٢;1;1", "no_enregistrement", "« ١٢ » lu", id="chiffres-arabes"),
        pytest.param("B1;AMD1;2026-11-12;1;e17;1;1", "no_enregistrement", "« e17 » lu", id="e-minuscule"),
        pytest.param("B1;AMD1;2026-11-12;1;E;1;1", "no_enregistrement", "« E » lu", id="e-sans-numero"),
        pytest.param("B1;AMD1;2026-11-12;1;E1E7;1;1", "no_enregistrement", "« E1E7 » lu", id="deux-e"),
        pytest.param("=1+1;AMD1;2026-11-12;1;13;1;1", "no_bordereau", "« =1+1 » lu", id="formule"),
        pytest.param("B1 /../x;AMD1;2026-11-12;1;13;1;1", "no_bordereau", "« B1 /../x » lu", id="numero-avec-espace"),
        pytest.param(f"{'9' * 31};AMD1;2026-11-12;1;13;1;1", "no_bordereau", "« 999", id="numero-trop-long"),
        pytest.param(";AMD1;2026-11-12;1;13;1;1", "no_bordereau", "ce champ est obligatoire", id="numero-absent"),
    ],
)
def test_un_champ_mal_forme_est_nomme_avec_sa_ligne(ligne, champ, debut_raison):
    _, fautes = lire(BONNE, ligne.replace("B1;", "B2;", 1))
    assert [(numero, nom) for numero, nom, _ in fautes] == [(3, champ)]
    assert fautes[0][2].replace("B2", "B1").startswith(debut_raison)


@pytest.mark.exigence("PAY-04")
def test_une_somme_differente_du_total_est_nommee():
    _, fautes = lire("B1;AMD1;2026-11-12;30.00;12;1;10", "B1;AMD1;2026-11-12;30.00;13;1;19.99")
    assert fautes == [(2, "montant_total", "30,00 € annoncé pour le bordereau B1, mais ses lignes font 29,99 €.")]


def test_les_lignes_d_un_bordereau_portent_la_meme_date_et_le_meme_total():
    _, fautes = lire("B1;AMD1;2026-11-12;20;12;1;10", "B1;AMD1;2026-11-13;21;13;1;10")
    assert fautes == [
        (3, "date_paiement", "13/11/2026 lu, 12/11/2026 à la ligne 2 du même bordereau."),
        (3, "montant_total", "21,00 € lu, 20,00 € à la ligne 2 du même bordereau."),
    ]


FACTURE = FactureVue("AMD1", est_payable=True, etat="Transmise à la caisse", bordereau=None)


def juger(*lignes, factures=None, deja_recus=(), codes=("amd1", "amd2")):
    lus, fautes_lues = lire(*lignes)
    assert fautes_lues == []
    fautes = Fautes()
    confronter(lus, fautes, codes_convention=codes, deja_recus=deja_recus, factures=factures or {"12": FACTURE})
    return [str(faute) for faute in fautes.montrees]


def test_un_paiement_attendu_est_accepte():
    assert juger(BONNE) == []


@pytest.mark.exigence("PAY-04")
@pytest.mark.parametrize(
    ("donnees", "attendu"),
    [
        pytest.param(
            {"codes": ["amd2"]},
            "Ligne 2, code_convention : « AMD1 » n’est pas validé dans cette caisse.",
            id="convention",
        ),
        pytest.param(
            {"deja_recus": {("amd1", "B1")}},
            "Ligne 2, no_bordereau : le bordereau B1 de cette convention a déjà été reçu, dans un autre fichier.",
            id="bordereau-deja-recu",
        ),
        pytest.param(
            {"factures": {"13": FACTURE}},
            "Ligne 2, no_enregistrement : l’enregistrement n° 12 est inconnu dans cette caisse.",
            id="inconnu",
        ),
        pytest.param(
            {"factures": {"12": FactureVue("AMD2", est_payable=True, etat="Transmise", bordereau=None)}},
            "Ligne 2, no_enregistrement : l’enregistrement n° 12 est d’une autre convention (AMD2).",
            id="autre-convention",
        ),
        pytest.param(
            {"factures": {"12": FactureVue("AMD1", est_payable=False, etat="Acceptée", bordereau=None)}},
            "Ligne 2, no_enregistrement : l’enregistrement n° 12 n’attend pas de paiement : son état est « Acceptée ».",
            id="non-exporte",
        ),
        pytest.param(
            {"factures": {"12": FactureVue("AMD1", est_payable=False, etat="Payée", bordereau="B0")}},
            "Ligne 2, no_enregistrement : l’enregistrement n° 12 est déjà payé par le bordereau B0.",
            id="deja-paye",
        ),
    ],
)
def test_ce_que_les_donnees_de_la_caisse_contredisent_est_nomme(donnees, attendu):
    assert juger(BONNE, **donnees) == [attendu]


@pytest.mark.exigence("PAY-04")
def test_un_enregistrement_paye_deux_fois_dans_le_fichier_est_nomme():
    assert juger(BONNE, "B2;AMD1;2026-11-12;337.68;12;14;337.68") == [
        "Ligne 3, no_enregistrement : l’enregistrement n° 12 est déjà payé à la ligne 2 de ce fichier."
    ]


@pytest.mark.exigence("EVA-08")
def test_une_evaluation_et_une_ligne_de_meme_numero_ne_sont_pas_un_double():
    evaluation = FactureVue("AMD1", est_payable=True, etat="Acceptée par la caisse", bordereau=None)
    deux = ["B1;AMD1;2026-11-12;2;12;1;1", "B1;AMD1;2026-11-12;2;E12;1;1"]
    assert juger(*deux, factures={"12": FACTURE, "E12": evaluation}) == []
    assert juger(deux[0].replace(";2;12", ";1;12"), "B2;AMD1;2026-11-12;1;E0012;1;1") == [
        "Ligne 3, no_enregistrement : l’enregistrement n° E12 est inconnu dans cette caisse."
    ]


@given(st.sampled_from(["", "E"]), st.integers(0, 10**18 - 1), st.integers(0, 3))
def test_un_enregistrement_se_relit_sous_une_seule_forme(prefixe, numero, zeros):
    lu = enregistrement_paye(f"{prefixe}{'0' * min(zeros, 18 - len(str(numero)))}{numero}")
    assert lu == enregistrement_paye(lu) == f"{prefixe}{numero}"
    assert numeros([lu], evaluations=prefixe == "E") == [numero]
    assert numeros([lu], evaluations=prefixe != "E") == []


@given(st.lists(st.text(alphabet="E;\"'=.-0129BAMD\t é\u202e\x00", max_size=40), max_size=5))
def test_aucun_fichier_ne_fait_tomber_la_lecture(lignes):
    lus, fautes = lire(*lignes)
    assert all(raison for _, _, raison in fautes)
    assert lus == [] or all(bordereau.lignes for bordereau in lus)


def test_l_exemple_publie_se_lit_sans_faute():
    lignes = (EXEMPLES / "paiements.csv").read_text(encoding="utf-8").splitlines()
    (bordereau,), fautes = lire(*lignes[1:])
    assert (lignes[0], fautes) == (ENTETE, [])
    assert [ligne.enregistrement for ligne in bordereau.lignes] == ["1", "2", "3"]

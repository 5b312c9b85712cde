from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.exemples import ENVOYEE, NIR, PRISE_EN_CHARGE_AMD, PRISE_EN_CHARGE_AUTRE
from ppas.facturation.regles.ligne import anomalies, montant_total

LE = date(2026, 11, 21)
FERIES = frozenset({date(2026, 11, 1), date(2026, 11, 11)})
PARAMETRES = Parametres(jours_feries=FERIES)
ESPACE = "\u00a0"

AMD = LigneSaisie(
    nir=NIR,
    nom="DURAND",
    prenom="Jeanne",
    debut=date(2026, 10, 1),
    fin=date(2026, 10, 31),
    prestation="PPP001",
    echeance=date(2026, 10, 1),
    numero_pec="2026004512",
    ouvrables_centiemes=14_00,
    dimanches_feries_centiemes=1_50,
)
AUTRE = LigneSaisie(
    nir=NIR,
    nom="DURAND",
    prenom="Jeanne",
    debut=date(2026, 11, 2),
    fin=date(2026, 11, 2),
    prestation="PPP014",
    quantite_centiemes=2_00,
    prix_unitaire_centimes=62_70,
    montant_centimes=125_40,
)


def juger(
    ligne: LigneSaisie,
    *,
    pec: PriseEnChargeVue | None = None,
    deja: Sequence[DejaFacturee] = (),
    parametres: Parametres = PARAMETRES,
    le: date = LE,
) -> list[Anomalie]:
    return anomalies(ligne, prise_en_charge=pec, deja_facturees=deja, le=le, parametres=parametres)


def codes(ligne: LigneSaisie, **contexte: Any) -> list[str]:
    return [faute.code for faute in juger(ligne, **contexte)]


@pytest.mark.parametrize(
    ("ligne", "pec"), [(AMD, PRISE_EN_CHARGE_AMD), (AUTRE, PRISE_EN_CHARGE_AUTRE)], ids=["AMD", "autre"]
)
def test_une_ligne_juste_passe(ligne: LigneSaisie, pec: PriseEnChargeVue) -> None:
    assert juger(ligne, pec=pec) == []


def test_sans_prise_en_charge_les_controles_de_la_ligne_sont_faits() -> None:
    assert codes(replace(AMD, nir=NIR[:13] + "00", nom="AUTRE")) == ["L13"]


@pytest.mark.parametrize(
    ("changement", "message"),
    [
        (
            {"debut": date(2026, 10, 31), "fin": date(2026, 10, 1)},
            "La période finit le 01/10/2026, avant de commencer le 31/10/2026.",
        ),
        (
            {"debut": date(2026, 9, 30)},
            f"La période du 30/09/2026 au 31/10/2026 sort de l’échéance octobre{ESPACE}2026.",
        ),
        ({"fin": date(2026, 11, 1)}, f"La période du 01/10/2026 au 01/11/2026 sort de l’échéance octobre{ESPACE}2026."),
    ],
)
def test_une_periode_fausse_est_refusee(changement: dict[str, Any], message: str) -> None:
    assert [(faute.code, faute.message) for faute in juger(replace(AMD, **changement))] == [("L03", message)]


def test_une_intervention_a_venir_est_refusee() -> None:
    assert [faute.message for faute in juger(AMD, le=date(2026, 10, 30))] == [
        "La période finit le 31/10/2026, après la date d’envoi."
    ]


def test_une_intervention_du_jour_passe() -> None:
    assert juger(AMD, le=date(2026, 10, 31)) == []


@pytest.mark.exigence("INV-11")
@pytest.mark.parametrize(
    ("le", "attendu"),
    [
        (date(2027, 4, 30), []),
        (date(2027, 5, 1), ["A03"]),
        (date(2027, 10, 31), ["A03"]),
        (date(2027, 11, 1), ["L04"]),
    ],
    ids=["six mois", "plus de six mois", "douze mois", "plus de douze mois"],
)
def test_le_delai_se_compte_au_jour_pres(le: date, attendu: list[str]) -> None:
    assert codes(AMD, le=le) == attendu


def test_le_mois_d_une_echeance_compte_jusqu_a_son_dernier_jour() -> None:
    assert codes(replace(AMD, fin=date(2026, 10, 5)), le=date(2027, 10, 31)) == ["A03"]


def test_les_delais_sont_ceux_de_la_caisse() -> None:
    parametres = Parametres(delai_mois=24, avertissement_mois=18)
    assert codes(AMD, le=date(2028, 4, 30), parametres=parametres) == []
    assert codes(AMD, le=date(2028, 10, 31), parametres=parametres) == ["A03"]


@pytest.mark.parametrize(
    ("ligne", "champ", "message"),
    [
        (replace(AMD, ouvrables_centiemes=0, dimanches_feries_centiemes=0), "qt-ouvrables", "La quantité est nulle."),
        (replace(AMD, ouvrables_centiemes=-50), "qt-ouvrables", "-0,50 est une quantité négative."),
        (replace(AMD, dimanches_feries_centiemes=-1), "qt-dimanches-feries", "-0,01 est une quantité négative."),
        (
            replace(AMD, imprecis=(("qt-ouvrables", "14.005"),)),
            "qt-ouvrables",
            "14,005 a plus de deux décimales.",
        ),
        (
            replace(AMD, ouvrables_centiemes=744_01),
            "qt-ouvrables",
            f"744,01{ESPACE}h : un mois compte 744,00 h au plus.",
        ),
        (replace(AUTRE, quantite_centiemes=0, montant_centimes=0), "qt", "La quantité est nulle."),
        (replace(AUTRE, quantite_centiemes=-1_00), "qt", "-1,00 est une quantité négative."),
    ],
    ids=lambda valeur: valeur if isinstance(valeur, str) else "",
)
def test_une_quantite_fausse_est_refusee(ligne: LigneSaisie, champ: str, message: str) -> None:
    assert [(faute.code, faute.champ, faute.message) for faute in juger(ligne)] == [("L08", champ, message)]


def test_une_quantite_d_unites_n_a_pas_la_limite_des_heures() -> None:
    ligne = replace(AUTRE, quantite_centiemes=1000_00, prix_unitaire_centimes=1_00, montant_centimes=1000_00)
    assert juger(ligne) == []


@pytest.mark.parametrize(("heures", "attendu"), [(96_00, []), (96_01, ["L09"])])
def test_les_dimanches_d_octobre_ne_comptent_que_leurs_heures(heures: int, attendu: list[str]) -> None:
    assert codes(replace(AMD, dimanches_feries_centiemes=heures)) == attendu


def test_les_jours_feries_comptent_avec_les_dimanches() -> None:
    ligne = replace(
        AMD,
        echeance=date(2026, 11, 1),
        debut=date(2026, 11, 9),
        fin=date(2026, 11, 14),
        dimanches_feries_centiemes=24_00,
    )
    assert codes(ligne) == []
    assert codes(ligne, parametres=Parametres()) == ["L09"]


@pytest.mark.parametrize(
    ("montant", "attendu"), [(125_40, []), (125_39, ["L12"]), (125_41, ["L12"])], ids=["juste", "moins", "plus"]
)
def test_le_montant_est_la_quantite_par_le_prix_au_centime(montant: int, attendu: list[str]) -> None:
    assert codes(replace(AUTRE, montant_centimes=montant)) == attendu


def test_le_montant_s_arrondit_au_centime_superieur_a_la_moitie() -> None:
    ligne = replace(AUTRE, quantite_centiemes=50, prix_unitaire_centimes=10_01, montant_centimes=5_01)
    assert juger(ligne) == []


def test_une_autre_identite_est_refusee_et_les_deux_sont_dites() -> None:
    [faute] = juger(replace(AMD, nom="DUPONT"), pec=PRISE_EN_CHARGE_AMD)
    assert (faute.code, faute.message) == (
        "L10",
        "Vous avez écrit « DUPONT Jeanne » ; le bénéficiaire de ce NIR est « DURAND Jeanne ».",
    )


def test_les_heures_au_dela_de_ce_qui_est_accorde_sont_refusees() -> None:
    pec = replace(PRISE_EN_CHARGE_AMD, quantite_mensuelle_centiemes=15_50)
    [faute] = juger(replace(AMD, ouvrables_centiemes=16_50), pec=pec)
    assert faute.code == "L07"
    assert faute.message.replace(ESPACE, " ") == (
        "18,00 h facturées en octobre, 15,50 h accordées, dont 0,00 h déjà facturée."
    )


def test_les_heures_deja_facturees_du_mois_comptent() -> None:
    premiere = replace(ENVOYEE, fin=date(2026, 10, 10), quantite_centiemes=5_00, meme_envoi=True, rang=1, numero=None)
    ligne = replace(AMD, debut=date(2026, 10, 11))
    assert codes(ligne, pec=PRISE_EN_CHARGE_AMD, deja=[replace(premiere, quantite_centiemes=4_50)]) == []
    [faute] = juger(ligne, pec=PRISE_EN_CHARGE_AMD, deja=[premiere])
    assert faute.message.replace(ESPACE, " ") == (
        "15,50 h facturées en octobre, 20,00 h accordées, dont 5,00 h déjà facturées."
    )


def test_les_heures_d_un_autre_mois_ou_d_une_autre_prise_en_charge_ne_comptent_pas() -> None:
    septembre = replace(ENVOYEE, echeance=date(2026, 9, 1), debut=date(2026, 9, 1), fin=date(2026, 9, 30))
    autre = replace(septembre, prise_en_charge_id=7)
    assert juger(AMD, pec=PRISE_EN_CHARGE_AMD, deja=[septembre, autre]) == []


def test_une_quantite_d_unites_accordee_par_mois_est_respectee() -> None:
    pec = replace(PRISE_EN_CHARGE_AUTRE, quantite_mensuelle_centiemes=1_00)
    [faute] = juger(AUTRE, pec=pec)
    assert faute.message == "2,00 unités facturées en novembre, 1,00 unité accordée, dont 0,00 unité déjà facturée."


def test_un_doublon_n_est_pas_dit_deux_fois() -> None:
    assert codes(AMD, pec=PRISE_EN_CHARGE_AMD, deja=[ENVOYEE]) == ["L05"]


def test_le_plafond_compte_ce_qui_est_deja_facture() -> None:
    ancienne = replace(
        ENVOYEE,
        prise_en_charge_id=2,
        echeance=None,
        debut=date(2026, 3, 2),
        fin=date(2026, 3, 2),
        montant_centimes=374_60,
    )
    assert juger(AUTRE, pec=PRISE_EN_CHARGE_AUTRE, deja=[ancienne]) == []
    [faute] = juger(AUTRE, pec=PRISE_EN_CHARGE_AUTRE, deja=[replace(ancienne, montant_centimes=374_61)])
    assert (faute.code, faute.message.replace(ESPACE, " ")) == (
        "L12",
        "Montant de 125,40 € : le plafond est de 500,00 €, dont 374,61 € déjà facturés.",
    )


def test_le_plafond_d_une_prestation_en_heures_se_compte_au_tarif() -> None:
    pec = replace(PRISE_EN_CHARGE_AMD, plafond_centimes=300_00)
    assert codes(AMD, pec=pec) == []
    assert codes(AMD, pec=pec, parametres=replace(PARAMETRES, tarif_ouvrable_centimes=24_50)) == ["L12"]


def test_un_prix_different_du_tarif_avertit_sans_refuser() -> None:
    [faute] = juger(AUTRE, pec=PRISE_EN_CHARGE_AUTRE, parametres=replace(PARAMETRES, tarif_unitaire_centimes=60_00))
    assert (faute.code, faute.est_refus) == ("A01", False)


@pytest.mark.parametrize(
    ("ligne", "parametres", "attendu"),
    [
        (AMD, PARAMETRES, None),
        (AMD, replace(PARAMETRES, tarif_ouvrable_centimes=24_50, tarif_dimanche_ferie_centimes=27_50), 384_25),
        (AUTRE, PARAMETRES, 125_40),
        (AUTRE, replace(PARAMETRES, tarif_unitaire_centimes=60_00), 120_00),
    ],
    ids=["heures sans tarif", "heures", "montant écrit", "tarif de la caisse"],
)
def test_le_montant_total_suit_le_tarif(ligne: LigneSaisie, parametres: Parametres, attendu: int | None) -> None:
    assert montant_total(ligne, parametres) == attendu

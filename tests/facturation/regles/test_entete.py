from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ppas.facturation.regles.donnees import ContexteDepot, EnteteLue
from ppas.facturation.regles.entete import anomalies_entete, anomalies_nom, anomalies_totaux
from ppas.facturation.regles.exemples import CONTEXTE
from ppas.facturation.regles.nom_fichier import NomFichier
from ppas.socle.regles.affichage import PARIS

LE = date(2026, 11, 21)
AMD = EnteteLue("03_21231300_202610", "03", "21231300", "PPP001", date(2026, 10, 1), date(2026, 11, 4), 2, 31_50)
NOM_AMD = NomFichier("03", "21231300", "PPP001", echeance=date(2026, 10, 1))
AUTRE = EnteteLue("03_171126_014_21231300", "03", "21231300", "PPP014", None, date(2026, 11, 17), 1, 2_00)
NOM_AUTRE = NomFichier("03", "21231300", "PPP014", date_emission=date(2026, 11, 17))


def juger(entete: EnteteLue, nom: NomFichier | None, contexte: ContexteDepot = CONTEXTE) -> list[tuple[str, str]]:
    return [(faute.code, faute.message) for faute in anomalies_entete(entete, nom, contexte=contexte, le=LE)]


@pytest.mark.parametrize(("entete", "nom"), [(AMD, NOM_AMD), (AUTRE, NOM_AUTRE)], ids=["AMD", "autre"])
def test_un_en_tete_juste_passe(entete: EnteteLue, nom: NomFichier) -> None:
    assert juger(entete, nom) == []


@pytest.mark.exigence("FIL-07")
@pytest.mark.parametrize("reference", ["03_21231300_202610", "03_21231300_202610.xml", "03_21231300_202610.XML"])
def test_la_reference_interne_se_donne_avec_ou_sans_extension(reference: str) -> None:
    assert juger(replace(AMD, reference=reference), NOM_AMD) == []


def test_un_complement_porte_son_suffixe_dans_la_reference() -> None:
    assert juger(replace(AMD, reference="03_21231300_202610-2"), replace(NOM_AMD, complement=2)) == []


@pytest.mark.exigence("FIL-07")
def test_une_reference_interne_differente_du_nom_est_refusee() -> None:
    [(code, message)] = juger(replace(AMD, reference="202610"), NOM_AMD)
    assert code == "F03"
    assert "vaut « 202610 » alors que le nom du fichier donne « 03_21231300_202610 »" in message


@pytest.mark.exigence("FIL-11")
@pytest.mark.parametrize(
    ("changement", "contexte", "attendu"),
    [
        ({"caisse": "05"}, CONTEXTE, ("F06", "La caisse de l’en-tête, 05, n’est pas celle du nom du fichier, 03.")),
        ({}, replace(CONTEXTE, caisses=frozenset({"05"})), ("F06", "La caisse 03 n’existe pas.")),
        (
            {},
            replace(CONTEXTE, structures={"05": frozenset({"21231300"})}),
            ("F06", "Votre structure n’a pas de convention validée avec la caisse 03."),
        ),
        (
            {"identifiant_structure": "999"},
            CONTEXTE,
            ("F07", "L’identifiant de l’en-tête, 999, n’est pas celui du nom du fichier, 21231300."),
        ),
        (
            {},
            replace(CONTEXTE, structures={"03": frozenset({"999"})}),
            ("F07", "L’identifiant 21231300 n’est pas celui de votre structure pour la caisse 03."),
        ),
        (
            {},
            replace(CONTEXTE, prestations=frozenset({"PPP014"})),
            ("F08", "La prestation PPP001 n’existe pas."),
        ),
        (
            {},
            replace(CONTEXTE, prestations_ouvertes=frozenset()),
            ("F08", "La prestation PPP001 n’est pas ouverte à votre convention."),
        ),
        (
            {"echeance": date(2026, 9, 1)},
            CONTEXTE,
            ("F09", "L’échéance septembre\u00a02026 n’est pas celle du nom du fichier, octobre\u00a02026."),
        ),
        ({"echeance": None}, CONTEXTE, ("F09", "L’échéance manque : elle est obligatoire pour PPP001.")),
        ({"emise_le": date(2026, 11, 22)}, CONTEXTE, ("F09", "La date d’émission 22/11/2026 est à venir.")),
    ],
    ids=lambda valeur: valeur[1] if isinstance(valeur, tuple) else "",
)
def test_chaque_faute_d_en_tete_est_dite(
    changement: dict[str, Any], contexte: ContexteDepot, attendu: tuple[str, str]
) -> None:
    assert juger(replace(AMD, **changement), NOM_AMD, contexte) == [attendu]


def test_une_echeance_a_venir_est_refusee() -> None:
    decembre = date(2026, 12, 1)
    entete = replace(AMD, reference="03_21231300_202612", echeance=decembre)
    assert juger(entete, replace(NOM_AMD, echeance=decembre)) == [("F09", "L’échéance décembre\u00a02026 est à venir.")]


def test_le_mois_en_cours_peut_etre_envoye() -> None:
    novembre = date(2026, 11, 1)
    entete = replace(AMD, reference="03_21231300_202611", echeance=novembre)
    assert juger(entete, replace(NOM_AMD, echeance=novembre)) == []


@pytest.mark.parametrize(
    ("changement", "code"),
    [
        ({"prestation": "PPP020"}, "F08"),
        ({"emise_le": date(2026, 11, 16)}, "F09"),
        ({"echeance": date(2026, 10, 1)}, "F09"),
    ],
)
def test_une_autre_prestation_est_comparee_a_son_nom(changement: dict[str, Any], code: str) -> None:
    assert [trouve for trouve, _ in juger(replace(AUTRE, **changement), NOM_AUTRE)] == [code]


def test_l_aide_a_domicile_ne_prend_pas_le_nom_des_autres_prestations() -> None:
    entete = replace(AMD, reference="03_041126_001_21231300")
    nom = NomFichier("03", "21231300", "PPP001", date_emission=date(2026, 11, 4))
    assert [code for code, _ in juger(entete, nom)] == ["F08"]


def test_sans_nom_lisible_seul_l_en_tete_est_juge() -> None:
    assert juger(replace(AMD, caisse="99"), None) == [("F06", "La caisse 99 n’existe pas.")]


def test_sans_donnees_de_la_caisse_rien_n_est_invente() -> None:
    assert juger(replace(AMD, prestation="PPP001"), NOM_AMD, ContexteDepot()) == []


@pytest.mark.exigence("FIL-06")
def test_un_nom_deja_utilise_est_refuse() -> None:
    contexte = replace(CONTEXTE, nom_utilise_le=datetime(2026, 11, 4, 9, 42, tzinfo=PARIS))
    [faute] = anomalies_nom(NOM_AMD, contexte)
    assert faute.code == "F02"
    assert faute.message == (
        "Le nom « 03_21231300_202610.xml » a déjà été utilisé pour l’envoi du 04/11/2026\xa0à\xa009:42."
    )
    assert "« 03_21231300_202610-2.xml » pour un complément" in faute.remede


def test_un_nom_neuf_passe() -> None:
    assert anomalies_nom(NOM_AMD, CONTEXTE) == []


def test_des_totaux_justes_passent() -> None:
    assert anomalies_totaux(AMD, 2, Decimal("31.50"), le=LE) == []


def test_des_totaux_faux_disent_la_valeur_calculee() -> None:
    assert [(faute.champ, faute.message) for faute in anomalies_totaux(AMD, 3, Decimal("31.51"), le=LE)] == [
        ("nb-lignes", "<nb-lignes> annonce 2 alors que les lignes donnent 3."),
        ("qt-totale", "<qt-totale> annonce 31,50 alors que les lignes donnent 31,51."),
    ]

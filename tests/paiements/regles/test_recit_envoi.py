"""Stories of files, months, transfers and months never invoiced: one for each state, one for each cause."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from ppas.facturation.etats import EtatDepot, EtatFormulaire
from ppas.paiements.regles.recit import PAS_EN_LIGNE, Acteur, Lecteur, Recit
from ppas.paiements.regles.recit_envoi import (
    Absence,
    Fichier,
    Mois,
    SansFacture,
    Versement,
    absence,
    recit_d_absence,
    recit_de_fichier,
    recit_de_mois,
    recit_de_versement,
)

PARIS = ZoneInfo("Europe/Paris")
LE = datetime(2026, 11, 20, 9, 30, tzinfo=PARIS)
FICHIER = Fichier(
    etat="traite",
    nom="03_21231300_202610.xml",
    depose_le=datetime(2026, 11, 5, 10, 17, tzinfo=PARIS),
    traite_le=datetime(2026, 11, 5, 10, 18, tzinfo=PARIS),
    nb_acceptees=28,
    nb_refusees=0,
    nb_refacturees=0,
    montant_centimes=945_000,
)
MOIS = Mois(etat="brouillon", echeance=date(2026, 10, 1), modifie_le=datetime(2026, 11, 5, 10, 17, tzinfo=PARIS))
CAS = SansFacture(echeance=date(2026, 10, 1), delai_mois=12, est_accordee=True)
VERSEMENT = Versement(
    numero="B12",
    date_paiement=date(2026, 11, 12),
    visible_le=datetime(2026, 11, 14, tzinfo=PARIS),
    montant_centimes=33768,
)


def texte(recit: Recit) -> str:
    return " ".join([*recit.phrases, recit.faire]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(("etat", "lecteur"), [*product(EtatDepot, Lecteur)])
def test_chaque_etat_d_un_depot_a_son_recit(etat: EtatDepot, lecteur: Lecteur) -> None:
    lu = recit_de_fichier(replace(FICHIER, etat=etat.value), lecteur=lecteur)
    assert "déposé le 5 novembre 2026." in texte(lu)
    assert lu.faire


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(("etat", "lecteur"), [*product(EtatFormulaire, Lecteur)])
def test_chaque_etat_d_un_formulaire_a_son_recit(etat: EtatFormulaire, lecteur: Lecteur) -> None:
    lu = recit_de_mois(replace(MOIS, etat=etat.value), lecteur=lecteur)
    assert "octobre 2026" in texte(lu)
    assert lu.faire


def test_un_fichier_avec_anomalies_dit_ce_qui_reste_a_corriger() -> None:
    fichier = replace(FICHIER, etat="traite_anomalies", nb_refusees=4, nb_refacturees=1)
    lu = recit_de_fichier(fichier, lecteur=Lecteur.PARTENAIRE)
    assert lu.acteur is Acteur.PARTENAIRE
    assert "28 lignes acceptées, pour 9 450,00 €. 4 lignes refusées, dont 1 ligne refacturée." in texte(lu)


def test_un_fichier_refuse_dit_que_rien_ne_sera_paye() -> None:
    lu = texte(recit_de_fichier(replace(FICHIER, etat="refuse"), lecteur=Lecteur.PARTENAIRE))
    assert "aucune de ses lignes n’est enregistrée" in lu
    assert "son nom peut resservir" in lu


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("champs", "attendue", "mots"),
    [
        ({"est_accordee": False}, Absence.SANS_DROIT, "Aucune prise en charge ne court en octobre 2026"),
        ({"echeance": date(2026, 12, 1)}, Absence.A_VENIR, "n’est pas commencé"),
        (
            {"echeance": date(2025, 9, 1)},
            Absence.TROP_ANCIENNE,
            (
                "Pour la facturation des échéances antérieures à 12 mois, faire des facturations individuelles et les "
                "envoyer à la caisse pour traitement manuel."
            ),
        ),
        (
            {"formulaire": "brouillon", "est_barree": True},
            Absence.BARREE,
            "La ligne a été barrée",
        ),
        (
            {"formulaire": "brouillon", "est_saisie": True},
            Absence.EN_BROUILLON,
            "qui n’est pas validé",
        ),
        ({"formulaire": "brouillon"}, Absence.SANS_HEURES, "aucune heure n’y est saisie"),
        ({"formulaire": "valide"}, Absence.HORS_FORMULAIRE, "a été validé sans heures"),
        ({}, Absence.NON_FACTUREE, "ni fichier, ni formulaire"),
    ],
)
def test_une_absence_de_facture_dit_sa_cause(champs: dict, attendue: Absence, mots: str) -> None:
    cas = replace(CAS, **champs)
    assert absence(cas, le=LE.date()) is attendue
    assert mots in texte(recit_d_absence(cas, le=LE.date(), lecteur=Lecteur.PARTENAIRE))


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize("lecteur", Lecteur)
def test_chaque_combinaison_a_un_recit_et_chaque_cause_se_rencontre(lecteur: Lecteur) -> None:
    vues = set()
    echeances = (date(2025, 9, 1), date(2026, 10, 1), date(2026, 12, 1))
    vrai_ou_faux = (True, False)
    for echeance, accordee, formulaire, barree, saisie in product(
        echeances, vrai_ou_faux, (None, *EtatFormulaire.values), vrai_ou_faux, vrai_ou_faux
    ):
        cas = SansFacture(
            echeance=echeance,
            delai_mois=12,
            est_accordee=accordee,
            formulaire=formulaire,
            est_barree=barree,
            est_saisie=saisie,
        )
        assert recit_d_absence(cas, le=LE.date(), lecteur=lecteur).faire
        vues.add(absence(cas, le=LE.date()))
    assert vues == set(Absence)


@pytest.mark.exigence("PLU-06", "PAY-07")
def test_un_versement_lisible_donne_son_total() -> None:
    lu = texte(recit_de_versement(VERSEMENT, le=LE, lecteur=Lecteur.PARTENAIRE))
    assert "Le bordereau n° B12, daté du 12 novembre 2026, paie 337,68 € en un seul versement." in lu


def test_la_caisse_lit_le_sien_avant_le_partenaire() -> None:
    versement = replace(VERSEMENT, visible_le=datetime(2026, 11, 21, tzinfo=PARIS))
    lu = texte(recit_de_versement(versement, le=LE, lecteur=Lecteur.CAISSE))
    assert "337,68 €" in lu
    assert "à partir du 21/11/2026 à 00:00" in lu


@pytest.mark.exigence("PLU-06", "PAY-02", "PAY-07")
def test_un_versement_de_moins_de_48_heures_ne_dit_que_quand_le_lire() -> None:
    versement = replace(VERSEMENT, visible_le=datetime(2026, 11, 21, tzinfo=PARIS))
    lu = recit_de_versement(versement, le=LE, lecteur=Lecteur.PARTENAIRE)
    assert "à partir du 21/11/2026 à 00:00" in texte(lu)
    assert "B12" not in texte(lu)
    assert "337,68" not in texte(lu)
    assert lu.raison == PAS_EN_LIGNE

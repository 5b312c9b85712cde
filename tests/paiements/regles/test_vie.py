"""The life of a line: always one present step, always in order."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.paiements.regles.situation import LIBELLES, Ligne, Origine, Situation, situation, ton
from ppas.paiements.regles.vie import Moment, vie
from tests.paiements.regles.lignes import LE, acceptee, courrier, ecartee, paiement, toutes


def lire(ligne: Ligne) -> list[str]:
    marques = {Moment.FAITE: "", Moment.ACTUELLE: "*", Moment.A_VENIR: "…"}
    return [f"{marques[etape.moment]}{etape.libelle}" for etape in vie(ligne, le=LE)]


@pytest.mark.exigence("PLU-04")
def test_chaque_combinaison_d_etats_a_exactement_une_etape_actuelle() -> None:
    lignes = list(toutes())
    assert len(lignes) > 250
    for ligne in lignes:
        moments = [etape.moment for etape in vie(ligne, le=LE)]
        assert moments.count(Moment.ACTUELLE) == 1, ligne
        rang = moments.index(Moment.ACTUELLE)
        assert set(moments[:rang]) <= {Moment.FAITE}, ligne
        assert set(moments[rang + 1 :]) <= {Moment.A_VENIR}, ligne


@pytest.mark.exigence("PLU-04")
def test_chaque_situation_se_rencontre_et_porte_un_nom() -> None:
    assert {situation(ligne, le=LE) for ligne in toutes()} == set(Situation) == set(LIBELLES)


@pytest.mark.parametrize("etat", [*EtatLigne, *EtatLigneRefusee])
def test_chaque_etat_d_une_ligne_est_une_situation(etat: EtatLigne | EtatLigneRefusee) -> None:
    assert Situation(etat.value)


def test_un_etat_inconnu_se_voit() -> None:
    with pytest.raises(ValueError, match="inconnu"):
        situation(replace(acceptee(), etat="inconnu"), le=LE)


@pytest.mark.exigence("PLU-04")
@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        (acceptee(), ["Déposée", "Contrôlée", "*Acceptée", "…Exportée vers la caisse", "…En paiement", "…Payée"]),
        (
            acceptee(EtatLigne.EXPORTEE),
            ["Déposée", "Contrôlée", "Acceptée", "*Exportée vers la caisse", "…En paiement", "…Payée"],
        ),
        (
            acceptee(EtatLigne.PAYEE, paiement=paiement(est_lisible=False)),
            ["Déposée", "Contrôlée", "Acceptée", "Exportée vers la caisse", "*En paiement", "…Payée"],
        ),
        (
            acceptee(EtatLigne.PAYEE, paiement=paiement()),
            ["Déposée", "Contrôlée", "Acceptée", "Exportée vers la caisse", "En paiement", "*Payée"],
        ),
        (acceptee(EtatLigne.ANNULEE), ["Déposée", "Contrôlée", "Acceptée", "*Annulée"]),
        (
            acceptee(EtatLigne.REJETEE),
            ["Déposée", "Contrôlée", "Acceptée", "Exportée vers la caisse", "*Rejetée par la caisse"],
        ),
        (
            acceptee(EtatLigne.REJETEE, courrier=courrier(EtatCourrier.ANNONCE)),
            [
                *("Déposée", "Contrôlée", "Acceptée", "Exportée vers la caisse", "Rejetée par la caisse"),
                *("*Annoncée par courrier", "…Courrier reçu par la caisse", "…Décision de la caisse"),
            ],
        ),
        (ecartee(), ["Déposée", "Contrôlée", "Refusée à l’envoi", "*À corriger", "…Refacturée"]),
        (
            ecartee(EtatLigneRefusee.PAR_COURRIER),
            ["Déposée", "Contrôlée", "Refusée à l’envoi", "*À envoyer par courrier", "…Envoyée par courrier"],
        ),
        (ecartee(EtatLigneRefusee.REFACTUREE), ["Déposée", "Contrôlée", "Refusée à l’envoi", "*Refacturée"]),
        (
            ecartee(EtatLigneRefusee.ENVOYEE, courrier=courrier(EtatCourrier.REFUSE)),
            [
                *("Déposée", "Contrôlée", "Refusée à l’envoi", "Annoncée par courrier"),
                *("Courrier reçu par la caisse", "*Courrier refusé"),
            ],
        ),
        (
            ecartee(EtatLigneRefusee.PAR_COURRIER, courrier=courrier(EtatCourrier.RETIRE)),
            [
                *("Déposée", "Contrôlée", "Refusée à l’envoi", "Annoncée par courrier", "Courrier retiré"),
                *("*À envoyer par courrier", "…Envoyée par courrier"),
            ],
        ),
        (ecartee(EtatLigneRefusee.SANS_SUITE), ["Déposée", "Contrôlée", "Refusée à l’envoi", "*Sans suite"]),
        (courrier(EtatCourrier.RETIRE), ["Annoncée par courrier", "*Courrier retiré"]),
    ],
)
def test_la_vie_suit_l_etat(ligne: Ligne, attendu: list[str]) -> None:
    assert lire(ligne) == attendu


@pytest.mark.exigence("PLU-04")
def test_chaque_etape_faite_est_datee() -> None:
    ligne = acceptee(EtatLigne.PAYEE, paiement=paiement())
    dates = [etape.le for etape in vie(ligne, le=LE)]
    assert None not in dates
    assert dates == sorted(dates, key=lambda le: le.date() if isinstance(le, datetime) else le)
    assert dates[-1] == date(2026, 11, 12)


@pytest.mark.exigence("PLU-04", "PAY-02")
def test_une_ligne_en_paiement_dit_quand_lire_le_bordereau_et_rien_d_autre() -> None:
    etapes = vie(acceptee(EtatLigne.PAYEE, paiement=paiement(est_lisible=False)), le=LE)
    textes = " ".join(etape.precision for etape in etapes)
    assert "bordereau lisible à partir du 21/11/2026\xa0à\xa000:00" in textes
    assert "B12" not in textes
    assert "337,68" not in textes


@pytest.mark.parametrize("origine", Origine)
def test_la_premiere_etape_dit_par_ou_la_ligne_est_venue(origine: Origine) -> None:
    precision = vie(acceptee(origine=origine, envoi="ENVOI"), le=LE)[0].precision
    mot = {Origine.FICHIER: "fichier", Origine.SAISIE: "saisie en ligne", Origine.COURRIER: "courrier"}[origine]
    assert "ENVOI" in precision
    assert mot in precision


@pytest.mark.parametrize("ou", Situation)
def test_chaque_situation_a_un_ton(ou: Situation) -> None:
    assert ton(ou) in {"ok", "non", "attente", "info", "neutre"}

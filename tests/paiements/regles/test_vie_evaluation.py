"""The life of an evaluation: always one present step, always in order."""

from dataclasses import replace
from datetime import date

import pytest

from ppas.evaluations.etats import EtatEvaluation
from ppas.paiements.regles.situation_evaluation import (
    LIBELLES,
    EvaluationSuivie,
    SituationEvaluation,
    situation_d_evaluation,
    ton_d_evaluation,
)
from ppas.paiements.regles.vie import Moment
from ppas.paiements.regles.vie_evaluation import vie_d_evaluation
from tests.paiements.regles.evaluations import RENVOYEE_LE, TRANSMISE_LE, UNE_DE_CHAQUE, suivie, toutes
from tests.paiements.regles.lignes import LE

pytestmark = pytest.mark.exigence("PLU-04", "EVA-08")
DEBUT = ["Commandée", "Réservée", "En cours", "Terminée, à transmettre", "Transmise à la caisse"]
FIN = ["Acceptée par la caisse", "Exportée vers la caisse", "En paiement", "Payée"]


def lire(une: EvaluationSuivie) -> list[str]:
    marques = {Moment.FAITE: "", Moment.ACTUELLE: "*", Moment.A_VENIR: "…"}
    return [f"{marques[etape.moment]}{etape.libelle}" for etape in vie_d_evaluation(une, le=LE)]


def a_venir(etapes: list[str]) -> list[str]:
    return [f"…{etape}" for etape in etapes]


def test_chaque_combinaison_d_etats_a_exactement_une_etape_actuelle() -> None:
    for une in toutes():
        moments = [etape.moment for etape in vie_d_evaluation(une, le=LE)]
        assert moments.count(Moment.ACTUELLE) == 1, une
        rang = moments.index(Moment.ACTUELLE)
        assert set(moments[:rang]) <= {Moment.FAITE}, une
        assert set(moments[rang + 1 :]) <= {Moment.A_VENIR}, une


def test_chaque_situation_se_rencontre_porte_un_nom_et_un_ton() -> None:
    assert {situation_d_evaluation(une, le=LE) for une in toutes()} == set(SituationEvaluation) == set(LIBELLES)
    assert {ton_d_evaluation(situation) for situation in SituationEvaluation} == {
        "ok",
        "non",
        "neutre",
        "attente",
        "info",
    }


@pytest.mark.parametrize("etat", [etat for etat in EtatEvaluation if etat != EtatEvaluation.ABANDONNEE])
def test_chaque_etat_d_une_evaluation_est_une_situation(etat: EtatEvaluation) -> None:
    assert SituationEvaluation(etat.value)


def test_un_etat_inconnu_se_voit() -> None:
    with pytest.raises(ValueError, match="inconnu"):
        situation_d_evaluation(replace(suivie(), etat="inconnu"), le=LE)


@pytest.mark.parametrize(
    ("une", "attendu"),
    [
        (UNE_DE_CHAQUE["commandee"], ["*Commandée", *a_venir([*DEBUT[1:], *FIN])]),
        (UNE_DE_CHAQUE["transmise"], [*DEBUT[:4], "*Transmise à la caisse", *a_venir(FIN)]),
        (UNE_DE_CHAQUE["exportee"], [*DEBUT, FIN[0], "*Exportée vers la caisse", *a_venir(FIN[2:])]),
        (UNE_DE_CHAQUE["en_paiement"], [*DEBUT, *FIN[:2], "*En paiement", "…Payée"]),
        (UNE_DE_CHAQUE["payee"], [*DEBUT, *FIN[:3], "*Payée"]),
        (
            UNE_DE_CHAQUE["a_corriger"],
            [*DEBUT, "*Renvoyée pour correction", *a_venir(["Transmise de nouveau", *FIN])],
        ),
        (
            suivie(EtatEvaluation.EN_COURS, renvoyee_le=RENVOYEE_LE, transmise_le=TRANSMISE_LE),
            [*DEBUT, "Renvoyée pour correction", "*En cours", *a_venir(["Transmise de nouveau", *FIN])],
        ),
        (
            suivie(EtatEvaluation.ACCEPTEE, renvoyee_le=RENVOYEE_LE, transmise_le=RENVOYEE_LE.replace(day=12)),
            [*DEBUT[:4], "Renvoyée pour correction", DEBUT[4], "*Acceptée par la caisse", *a_venir(FIN[1:])],
        ),
        (UNE_DE_CHAQUE["annulee"], ["Commandée", "Réservée", "En cours", "*Commande annulée"]),
    ],
)
def test_la_vie_dit_ce_qui_est_fait_et_ce_qui_est_a_venir(une: EvaluationSuivie, attendu: list[str]) -> None:
    assert lire(une) == attendu


def test_une_etape_a_venir_n_a_pas_de_date_avant_le_paiement() -> None:
    for nom, une in UNE_DE_CHAQUE.items():
        futures = [etape for etape in vie_d_evaluation(une, le=LE) if etape.moment is Moment.A_VENIR]
        assert [etape.le for etape in futures if etape.le] == ([date(2026, 11, 19)] if nom == "en_paiement" else [])


@pytest.mark.exigence("PAY-02")
def test_avant_48_heures_la_vie_dit_seulement_quand_lire_le_bordereau() -> None:
    etapes = vie_d_evaluation(UNE_DE_CHAQUE["en_paiement"], le=LE)
    (actuelle,) = [etape for etape in etapes if etape.moment is Moment.ACTUELLE]
    assert actuelle.precision == "bordereau lisible à partir du 21/11/2026\xa0à\xa000:00"
    assert not [etape for etape in etapes if "B12" in etape.precision]

"""« Pourquoi pas payé ? » for an evaluation: exactly one story for each place where it may stand."""

from dataclasses import replace
from datetime import date

import pytest

from ppas.evaluations.etats import EtatEvaluation
from ppas.paiements.regles.recit import PAS_EN_LIGNE, PAS_MANDATEE, Acteur, Lecteur, Recit
from ppas.paiements.regles.recit_evaluation import SUITES, recit_d_evaluation
from ppas.paiements.regles.situation_evaluation import EvaluationSuivie, SituationEvaluation, situation_d_evaluation
from tests.paiements.regles.evaluations import RENVOYEE_LE, TRANSMISE_LE, UNE_DE_CHAQUE, suivie, toutes
from tests.paiements.regles.lignes import LE, paiement

pytestmark = pytest.mark.exigence("PLU-06", "EVA-08")


def lire(suivie: EvaluationSuivie, lecteur: Lecteur = Lecteur.PARTENAIRE) -> Recit:
    return recit_d_evaluation(suivie, le=LE, lecteur=lecteur)


def texte(suivie: EvaluationSuivie, lecteur: Lecteur = Lecteur.PARTENAIRE) -> str:
    lu = lire(suivie, lecteur)
    return " ".join([*lu.phrases, lu.faire]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("lecteur", Lecteur)
def test_chaque_combinaison_d_etats_a_un_recit(lecteur: Lecteur) -> None:
    for chacune in toutes():
        lu = lire(chacune, lecteur)
        assert lu.faire, chacune
        assert all(phrase.endswith(".") for phrase in lu.phrases), lu
        assert "None" not in texte(chacune, lecteur)


def test_chaque_situation_a_son_recit_et_aucune_n_a_celui_d_une_autre() -> None:
    assert set(SUITES) == set(SituationEvaluation)
    assert {situation_d_evaluation(une, le=LE).value: nom for nom, une in UNE_DE_CHAQUE.items()} == {
        situation.value: situation.value for situation in SituationEvaluation
    }
    for lecteur in Lecteur:
        assert len({texte(une, lecteur) for une in UNE_DE_CHAQUE.values()}) == len(SituationEvaluation)
    assert len({au_partenaire for _, au_partenaire, _ in SUITES.values()}) == len(SituationEvaluation)


@pytest.mark.parametrize(
    ("situation", "acteur", "attendus"),
    [
        (
            "commandee",
            Acteur.PARTENAIRE,
            [
                "Commandée par la caisse le 2 novembre 2026 (commande n° EV202600001).",
                "Aucun évaluateur ne l’a réservée.",
                "Elle est à rendre avant le 2 décembre 2026.",
            ],
        ),
        ("reservee", Acteur.PARTENAIRE, ["Réservée le 4 novembre 2026 par un évaluateur"]),
        (
            "en_cours",
            Acteur.PARTENAIRE,
            ["Visite du 9 novembre 2026.", "Sa saisie, commencée le 9 novembre 2026, n’est pas terminée."],
        ),
        ("terminee", Acteur.PARTENAIRE, ["mais elle n’est pas transmise", "rien n’est parti à la caisse"]),
        ("transmise", Acteur.CAISSE, ["Transmise à la caisse le 10 novembre 2026.", "n’a pas encore répondu"]),
        (
            "a_corriger",
            Acteur.PARTENAIRE,
            ["Renvoyée par la caisse pour correction le 11 novembre 2026.", "Lisez le message de la caisse"],
        ),
        (
            "acceptee",
            Acteur.CAISSE,
            [
                "Acceptée par la caisse le 12 novembre 2026.",
                "Elle attend le prochain export",
                "Le tarif de la caisse à la date de la visite est de 130,00 €.",
            ],
        ),
        (
            "exportee",
            Acteur.CAISSE,
            [
                "Transmise au système d’information de la caisse le 13 novembre 2026.",
                "La caisse ne l’a pas encore mandatée.",
            ],
        ),
        (
            "en_paiement",
            Acteur.PERSONNE,
            ["mandatée le 10 novembre 2026", "pourra être lu à partir du 21/11/2026 à 00:00"],
        ),
        ("payee", Acteur.PERSONNE, ["Payée le 12 novembre 2026 par le bordereau n° B12, pour 130,00 €."]),
        (
            "annulee",
            Acteur.PERSONNE,
            ["La caisse a annulé cette commande le 10 novembre 2026.", "Ce qui était saisi est gardé"],
        ),
    ],
)
def test_le_recit_dit_les_dates_la_cause_et_qui_doit_agir(situation: str, acteur: Acteur, attendus: list[str]) -> None:
    assert lire(UNE_DE_CHAQUE[situation]).acteur is acteur
    for attendu in attendus:
        assert attendu in texte(UNE_DE_CHAQUE[situation])


@pytest.mark.parametrize(
    ("centimes", "attendu"),
    [
        (12000, "C’est 10,00 € de moins que le tarif de la caisse à la date de la visite (130,00 €)"),
        (13500, "C’est 5,00 € de plus que le tarif"),
    ],
)
def test_un_paiement_different_du_tarif_est_dit(centimes: int, attendu: str) -> None:
    assert attendu in texte(suivie(EtatEvaluation.PAYEE, paiement=paiement(montant_centimes=centimes)))


@pytest.mark.parametrize("situation", ["acceptee", "exportee", "en_paiement", "payee"])
def test_sans_tarif_le_montant_est_celui_de_la_caisse(situation: str) -> None:
    lu = texte(replace(UNE_DE_CHAQUE[situation], attendu_centimes=None))
    assert "Le portail ne connaît pas de tarif de la caisse pour cette évaluation : elle " in lu
    assert "C’est" not in lu


def test_une_date_limite_passee_se_dit_au_passe() -> None:
    assert "Elle devait être rendue avant le 19 novembre 2026." in texte(suivie(limite=date(2026, 11, 19)))
    assert "Elle est à rendre avant le 20 novembre 2026." in texte(suivie(limite=date(2026, 11, 20)))


def test_une_evaluation_renvoyee_puis_transmise_de_nouveau_dit_les_deux_dates() -> None:
    de_nouveau = suivie(EtatEvaluation.TRANSMISE, renvoyee_le=RENVOYEE_LE, transmise_le=RENVOYEE_LE.replace(day=14))
    assert (
        "Renvoyée pour correction le 11 novembre 2026, puis transmise de nouveau à la caisse le 14 novembre 2026."
        in texte(de_nouveau)
    )
    corrigee = suivie(EtatEvaluation.TERMINEE, renvoyee_le=RENVOYEE_LE, transmise_le=TRANSMISE_LE)
    assert "Renvoyée par la caisse pour correction le 11 novembre 2026. Sa saisie est terminée" in texte(corrigee)


@pytest.mark.exigence("PAY-02")
@pytest.mark.parametrize("lecteur", Lecteur)
def test_avant_48_heures_le_recit_tait_le_bordereau_et_son_montant(lecteur: Lecteur) -> None:
    lu = texte(UNE_DE_CHAQUE["en_paiement"], lecteur)
    assert "B12" not in lu
    assert "123,45" not in lu


@pytest.mark.exigence("PAY-03")
def test_les_deux_raisons_de_la_faq_valent_pour_une_evaluation() -> None:
    raisons = {nom: lire(une).raison for nom, une in UNE_DE_CHAQUE.items()}
    assert {nom: raison for nom, raison in raisons.items() if raison} == {
        "acceptee": PAS_MANDATEE,
        "exportee": PAS_MANDATEE,
        "en_paiement": PAS_EN_LIGNE,
    }


def test_la_caisse_lit_ce_qu_elle_a_a_faire() -> None:
    for chacune in toutes():
        lu = lire(chacune, Lecteur.CAISSE)
        assert "Vous n’avez rien" not in lu.faire
        assert lu.acteur is Acteur.PERSONNE or not lu.faire.startswith("Rien à faire"), lu

"""« Pourquoi pas payé ? »: one story for each place where a line may stand, with its cause and who must act."""

from dataclasses import replace
from pathlib import Path

import pytest

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.paiements.regles.recit import DELAI, PAS_EN_LIGNE, PAS_MANDATEE, SUITES, Acteur, Lecteur, Recit, recit
from ppas.paiements.regles.situation import Ligne, Origine, Situation
from tests.paiements.regles.lignes import LE, acceptee, courrier, ecartee, paiement, toutes

FAQ = (Path(__file__).parents[3] / "ppas/paiements/templates/paiements/_raisons.html").read_text()


def lire(ligne: Ligne, lecteur: Lecteur = Lecteur.PARTENAIRE) -> Recit:
    return recit(ligne, le=LE, lecteur=lecteur)


def texte(ligne: Ligne, lecteur: Lecteur = Lecteur.PARTENAIRE) -> str:
    lu = lire(ligne, lecteur)
    return " ".join([*lu.phrases, lu.faire]).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize("lecteur", Lecteur)
def test_chaque_combinaison_d_etats_a_un_recit(lecteur: Lecteur) -> None:
    for ligne in toutes():
        lu = lire(ligne, lecteur)
        assert lu.phrases, ligne
        assert lu.faire, ligne
        assert all(phrase.endswith((".", "»")) for phrase in lu.phrases), lu
        assert "None" not in texte(ligne, lecteur)


@pytest.mark.exigence("PLU-06")
def test_chaque_situation_a_sa_suite_et_aucune_n_a_celle_d_une_autre() -> None:
    assert set(SUITES) == set(Situation)
    assert len({au_partenaire for _, au_partenaire, _ in SUITES.values()}) == len(Situation)


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("ligne", "acteur", "attendus"),
    [
        (
            acceptee(),
            Acteur.CAISSE,
            [
                (
                    "Déposée le 5 novembre 2026 dans le fichier 03_21231300_202610.xml, contrôlée et acceptée le "
                    "5 novembre 2026."
                ),
                "Elle attend le prochain export",
                "Vous n’avez rien à faire",
            ],
        ),
        (
            acceptee(EtatLigne.EXPORTEE),
            Acteur.CAISSE,
            [
                "Transmise à la caisse le 9 novembre 2026.",
                "La caisse ne l’a pas encore mandatée.",
                "Vous n’avez rien à faire",
            ],
        ),
        (
            acceptee(EtatLigne.PAYEE, paiement=paiement(est_lisible=False)),
            Acteur.PERSONNE,
            ["mandatée le 10 novembre 2026", "pourra être lu à partir du 21/11/2026 à 00:00"],
        ),
        (
            acceptee(EtatLigne.PAYEE, paiement=paiement()),
            Acteur.PERSONNE,
            ["Payée le 12 novembre 2026 par le bordereau n° B12, pour 337,68 €."],
        ),
        (
            acceptee(EtatLigne.PAYEE, paiement=paiement(montant_centimes=30000)),
            Acteur.PERSONNE,
            ["pour 300,00 €", "C’est 37,68 € de moins que la part de la caisse facturée (337,68 €)"],
        ),
        (
            acceptee(EtatLigne.REJETEE),
            Acteur.PARTENAIRE,
            ["Rejetée le 12 novembre 2026", "R12 : Droits fermés.", "par courrier à votre caisse régionale"],
        ),
        (
            acceptee(EtatLigne.REJETEE, courrier=courrier(EtatCourrier.RECU)),
            Acteur.CAISSE,
            ["Rejetée le 12 novembre 2026", "Courrier n° C0000012 annoncé", "Reçu par la caisse le 13 novembre 2026."],
        ),
        (
            acceptee(EtatLigne.ANNULEE, origine=Origine.SAISIE, envoi="octobre 2026"),
            Acteur.PARTENAIRE,
            ["Validée en ligne le 5 novembre 2026 (octobre 2026)", "annulée le 5 novembre 2026"],
        ),
        (
            acceptee(origine=Origine.COURRIER, envoi="courrier n° C0000012"),
            Acteur.CAISSE,
            ["Envoyée par courrier (courrier n° C0000012)", "acceptée par la caisse le 5 novembre 2026"],
        ),
        (ecartee(), Acteur.PARTENAIRE, ["refusée à l’envoi", "L07 :", "Ramenez la quantité", "Corrigez-la"]),
        (ecartee(EtatLigneRefusee.PAR_COURRIER), Acteur.PARTENAIRE, ["par courrier à votre caisse régionale"]),
        (
            ecartee(EtatLigneRefusee.REFACTUREE),
            Acteur.PERSONNE,
            ["facturée de nouveau le 6 novembre 2026 sous l’enregistrement n° 4513"],
        ),
        (ecartee(EtatLigneRefusee.SANS_SUITE), Acteur.PERSONNE, ["Laissée sans suite le 6 novembre 2026"]),
        (ecartee(EtatLigneRefusee.ENVOYEE), Acteur.CAISSE, ["Envoyée par courrier le 6 novembre 2026"]),
        (
            ecartee(courrier=courrier(EtatCourrier.REFUSE)),
            Acteur.PARTENAIRE,
            ["Refusé par la caisse le 16 novembre 2026 : « Pièce manquante ».", "Corrigez-la"],
        ),
        (courrier(EtatCourrier.ANNONCE), Acteur.PARTENAIRE, ["annoncé le 10 novembre 2026", "Postez le courrier"]),
        (courrier(EtatCourrier.ACCEPTE), Acteur.PERSONNE, ["Accepté", "l’enregistrement n° 4512"]),
        (courrier(EtatCourrier.REFUSE), Acteur.PERSONNE, ["Refusé", "« Pièce manquante »."]),
        (courrier(EtatCourrier.RETIRE), Acteur.PARTENAIRE, ["Retiré le 12 novembre 2026"]),
    ],
)
def test_le_recit_dit_les_dates_la_cause_et_qui_doit_agir(ligne: Ligne, acteur: Acteur, attendus: list[str]) -> None:
    assert lire(ligne).acteur is acteur
    for attendu in attendus:
        assert attendu in texte(ligne)


@pytest.mark.exigence("PLU-06", "PAY-02")
@pytest.mark.parametrize("lecteur", Lecteur)
def test_avant_48_heures_le_recit_tait_le_bordereau_et_son_montant(lecteur: Lecteur) -> None:
    ligne = acceptee(EtatLigne.PAYEE, paiement=paiement(est_lisible=False, montant_centimes=30000))
    assert "B12" not in texte(ligne, lecteur)
    assert "300,00" not in texte(ligne, lecteur)


@pytest.mark.exigence("PLU-06", "PAY-03")
def test_les_deux_raisons_sont_celles_de_la_faq_mot_pour_mot() -> None:
    page = FAQ.replace("&nbsp;", " ")
    assert f"Soit {PAS_MANDATEE} ;" in page
    assert f"Soit {PAS_EN_LIGNE}." in page
    assert DELAI in page
    assert {lire(acceptee()).raison, lire(acceptee(EtatLigne.EXPORTEE)).raison} == {PAS_MANDATEE}
    assert lire(acceptee(EtatLigne.PAYEE, paiement=paiement(est_lisible=False))).raison == PAS_EN_LIGNE
    assert lire(acceptee(EtatLigne.PAYEE, paiement=paiement())).raison == ""


@pytest.mark.parametrize("ligne", [acceptee(), ecartee(), courrier(EtatCourrier.RECU)])
def test_la_caisse_lit_ce_qu_elle_a_a_faire(ligne: Ligne) -> None:
    assert lire(ligne, Lecteur.CAISSE).faire != lire(ligne).faire
    assert "Vous n’avez rien" not in lire(ligne, Lecteur.CAISSE).faire


@pytest.mark.exigence("PLU-06")
def test_la_caisse_ne_lit_jamais_a_la_fois_qu_on_doit_agir_et_qu_il_n_y_a_rien_a_faire() -> None:
    for ligne in toutes():
        lu = lire(ligne, Lecteur.CAISSE)
        assert lu.acteur is Acteur.PERSONNE or not lu.faire.startswith("Rien à faire"), lu


def test_la_reponse_de_la_caisse_garde_son_point_sans_en_gagner_un() -> None:
    refuse = replace(courrier(EtatCourrier.REFUSE), reponse="Aucune feuille de présence.")
    assert texte(refuse).split(" : ")[1].startswith("« Aucune feuille de présence. » Cette")

"""Manual, §2.6: « Peut-on ajouter une nouvelle convention ? »."""

import pytest

from ppas.caisses.models import Caisse
from ppas.partenaires.models import Partenaire
from tests.factories import ConventionFactory, TypePartenaireFactory
from tests.parcours.courrier import dernier_courriel
from tests.parcours.visiteur import Visiteur

EN_ATTENTE, VALIDE = "en attente de validation", "validé"
NOUVELLE = {
    "Régime": "CNRACL",
    "Caisse": "CNRACL",
    "Type": "Structure d’évaluation",
    "Code convention": "CL19720812",
}


@pytest.mark.exigence("CON-01", "CON-02")
def test_l_onglet_conventions_affiche_chacune_des_conventions(alex: Visiteur) -> None:
    alex.modifier_inscription("Conventions")
    assert alex.lignes() == [
        {
            "Régime": "CNAV",
            "Caisse": "CARSAT Nord picardie",
            "Code convention": "9059003C",
            "Type convention": "Structure d’évaluation",
            "Etat convention": VALIDE,
            "Messages": "Écrire à la caisse au sujet de la convention 9059003C",
        }
    ]


@pytest.mark.exigence("CON-03", "CON-06", "CON-12")
def test_la_nouvelle_demande_est_consultable_sur_le_tableau_recapitulatif(
    alex: Visiteur, caisse: Caisse, ciel_bleu: Partenaire
) -> None:
    evaluation = TypePartenaireFactory(evaluation=True)
    ConventionFactory(partenaire=ciel_bleu, caisse=caisse, code="19721208", type_partenaire=evaluation)
    alex.modifier_inscription("Conventions")
    alex.remplir(NOUVELLE)
    alex.cliquer("Valider")
    assert {ligne["Code convention"]: ligne["Etat convention"] for ligne in alex.lignes()} == {
        "9059003C": VALIDE,
        "19721208": VALIDE,
        "CL19720812": EN_ATTENTE,
    }


@pytest.mark.exigence("CON-07", "CON-08", "MAI-09")
def test_attention_l_ajout_est_effectif_apres_validation_par_la_caisse(alex: Visiteur, agent_cnracl: Visiteur) -> None:
    alex.modifier_inscription("Conventions")
    alex.remplir(NOUVELLE)
    alex.cliquer("Valider")
    alex.cliquer("Les services")
    assert "Ses services s’ouvriront dès que la caisse l’aura validée." in alex.texte

    agent_cnracl.cliquer("À valider")
    agent_cnracl.cliquer("Conventions ajoutées (1)")
    agent_cnracl.cliquer("Examiner la convention CL19720812")
    agent_cnracl.remplir({"Identifiant de la structure": "62131300"})
    agent_cnracl.cliquer("Valider")
    alex.modifier_inscription("Conventions")
    assert alex.ligne("CL19720812")["Etat convention"] == VALIDE
    assert (
        "La convention n° CL19720812 a été validée par la caisse CNRACL." in dernier_courriel("alexandre@fr.fr").corps
    )


@pytest.mark.exigence("CON-04")
def test_cette_possibilite_est_offerte_uniquement_aux_administrateurs(martin: Visiteur) -> None:
    assert martin.client.get("/partenaires/modification/conventions/").status_code == 404


@pytest.mark.exigence("CON-05")
def test_important_le_code_est_delivre_par_la_caisse_avec_qui_la_convention_est_signee(alex: Visiteur) -> None:
    alex.modifier_inscription("Conventions")
    assert (
        "La convention est d’abord signée avec la caisse du régime de retraite, qui vous délivre un code convention."
    ) in alex.texte

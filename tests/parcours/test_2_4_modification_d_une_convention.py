"""Manual, §2.4: « Modification d’une convention »."""

import pytest

from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("CON-11")
def test_le_partenaire_se_rapproche_de_l_administrateur_de_la_caisse_qui_modifie(
    alex: Visiteur, agent: Visiteur
) -> None:
    alex.modifier_inscription("Conventions")
    assert "rapprochez-vous de l’administrateur régional de la caisse concernée" in alex.texte

    agent.cliquer("À valider")
    agent.cliquer("Conventions décidées")
    agent.cliquer("Voir la convention 9059003C")
    agent.remplir({"Code convention": "19721208"})
    agent.cliquer("Enregistrer la modification")
    alex.cliquer("Conventions")
    assert alex.ligne("19721208")["Etat convention"] == "validé"

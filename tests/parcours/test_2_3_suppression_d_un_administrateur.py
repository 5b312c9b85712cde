"""Manual, §2.3: « Suppression d’un utilisateur/administrateur »."""

import pytest

from tests.parcours.visiteur import Visiteur

pytestmark = pytest.mark.usefixtures("apres_le_2_1")


@pytest.mark.exigence("ADM-07", "ADM-22")
def test_martin_mikael_perd_d_abord_ses_droits_puis_est_supprime(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    assert not alex.peut_cliquer("Supprimer Martin37")
    alex.cliquer("Martin37 (modifier)")
    alex.remplir({"Administrateur": False})
    alex.cliquer("Valider")
    alex.cliquer("Supprimer Martin37")
    assert "Voulez-vous vraiment supprimer cet utilisateur ?" in alex.texte
    alex.cliquer("OK")
    assert alex.logins() == ["Alex7", "Solange778"]


@pytest.mark.exigence("ADM-20", "ADM-23", "ADM-24")
def test_remarque_un_administrateur_au_minimum_reste_inscrit_sur_le_compte(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    assert not alex.peut_cliquer("Supprimer Alex7")
    alex.cliquer("Alex7 (modifier)")
    assert "disabled" in alex.champ("Administrateur").attrib

"""Manual, §2.2: « Suppression d’un utilisateur »."""

import pytest

from tests.factories import MOT_DE_PASSE
from tests.parcours.visiteur import Visiteur

pytestmark = pytest.mark.usefixtures("apres_le_2_1")


@pytest.mark.exigence("ADM-07", "ADM-21")
def test_soleil_solange_est_supprimee_apres_confirmation(alex: Visiteur, solange: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.cliquer("Supprimer Solange778")
    assert "Voulez-vous vraiment supprimer cet utilisateur ?" in alex.texte
    alex.cliquer("OK")
    assert alex.logins() == ["Alex7", "Martin37"]

    solange.ouvrir("/services/")
    assert solange.peut_cliquer("Connexion")
    solange.se_connecter("Solange778", MOT_DE_PASSE)
    assert solange.titre == "Connexion"


@pytest.mark.exigence("ADM-21")
def test_sans_confirmation_personne_n_est_supprime(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.cliquer("Supprimer Solange778")
    alex.cliquer("Annuler")
    assert alex.logins() == ["Alex7", "Martin37", "Solange778"]

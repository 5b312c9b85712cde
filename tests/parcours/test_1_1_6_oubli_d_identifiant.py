"""Manual, §1.1.6: « Que faire en cas d’oubli d’identifiant ? »."""

import pytest

from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("LOG-23", "ADM-26")
def test_un_administrateur_consulte_l_identifiant_de_chaque_utilisateur(alex: Visiteur, solange: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    assert alex.logins() == ["Alex7", "Martin37", "Solange778"]


@pytest.mark.exigence("LOG-24")
def test_a_defaut_le_lien_contact_est_en_bas_de_chaque_page(visiteur: Visiteur, alex: Visiteur) -> None:
    for lecteur in (visiteur, alex):
        lecteur.cliquer("Contact")
        assert lecteur.titre == "Contact"

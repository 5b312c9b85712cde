"""Manual, §1.1.8: « Peut-on modifier une inscription ? »."""

import pytest

from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("ADM-01", "ADM-03")
def test_un_administrateur_modifie_tout_par_le_menu_les_services(alex: Visiteur) -> None:
    for onglet in ("Partenaire", "Utilisateurs", "Conventions", "Adresse"):
        alex.modifier_inscription(onglet)
        assert alex.titre == "Modification inscription"
        assert alex.peut_cliquer("Valider")


@pytest.mark.exigence("ADM-27")
def test_cette_possibilite_est_offerte_uniquement_aux_administrateurs(martin: Visiteur) -> None:
    assert not martin.peut_cliquer("Modification inscription")
    assert martin.client.get("/partenaires/modification/").status_code == 404

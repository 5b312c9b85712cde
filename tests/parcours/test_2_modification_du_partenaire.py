"""Manual, §2: « Modification des informations partenaires »."""

import pytest

from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("ADM-04", "ADM-05")
def test_le_nouvel_email_s_affiche_en_haut_de_la_page(alex: Visiteur) -> None:
    alex.modifier_inscription("Partenaire")
    assert alex.valeur("Nom partenaire") == "Association Ciel Bleu"
    assert alex.valeur("SIRET") == "12345678998745"
    alex.remplir({"Email": "alexandre62@fr.fr"})
    alex.cliquer("Valider")
    assert alex.entete()["Email"] == "alexandre62@fr.fr"


@pytest.mark.exigence("ADM-02", "ADM-04")
def test_le_nom_le_siret_et_le_telephone_se_modifient_aussi_et_chaque_onglet_le_montre(alex: Visiteur) -> None:
    alex.modifier_inscription("Partenaire")
    alex.remplir({"Nom partenaire": "Ciel Bleu", "SIRET": "12345678987451", "Téléphone": "0620252538"})
    alex.cliquer("Valider")
    for onglet in ("Partenaire", "Utilisateurs", "Conventions", "Adresse"):
        alex.cliquer(onglet)
        assert alex.entete() == {
            "Nom": "Ciel Bleu",
            "Siret": "123 456 789 87451",
            "Email": "alexandre@fr.fr",
            "Téléphone": "06 20 25 25 38",
        }

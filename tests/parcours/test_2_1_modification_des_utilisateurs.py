"""Manual, §2.1: « Modification des informations utilisateurs »."""

import pytest

from tests.parcours.visiteur import Visiteur


def donner_ou_retirer_les_droits(par: Visiteur, login: str, *, est_administrateur: bool) -> None:
    par.modifier_inscription("Utilisateurs")
    par.cliquer(f"{login} (modifier)")
    par.remplir({"Administrateur": est_administrateur})
    par.cliquer("Valider")


@pytest.mark.exigence("ADM-16", "ADM-17")
def test_cliquer_sur_une_ligne_affiche_l_utilisateur_dont_le_login_ne_change_pas(solange: Visiteur) -> None:
    solange.modifier_inscription("Utilisateurs")
    solange.cliquer("Solange778 (modifier)")
    assert [solange.valeur(champ) for champ in ("Nom", "Prénom", "Login", "Mail", "Administrateur")] == [
        "SOLEIL",
        "Solange",
        "Solange778",
        "solange778@fr.fr",
        True,
    ]
    assert "disabled" in solange.champ("Login").attrib


@pytest.mark.exigence("ADM-10", "ADM-16")
def test_le_numero_de_telephone_de_soleil_solange_est_modifie(solange: Visiteur) -> None:
    solange.modifier_inscription("Utilisateurs")
    solange.cliquer("Solange778 (modifier)")
    solange.remplir({"Téléphone": "03 02 04 02 27 9"})
    solange.cliquer("Valider")
    assert solange.erreur("Téléphone")
    solange.remplir({"Téléphone": "03 02 04 02 27"})
    solange.cliquer("Valider")
    solange.cliquer("Solange778 (modifier)")
    assert solange.valeur("Téléphone") == "03 02 04 02 27"


@pytest.mark.exigence("ADM-14", "ADM-18")
def test_martin_mikael_recoit_les_droits_d_administration_et_s_en_sert(alex: Visiteur, martin: Visiteur) -> None:
    donner_ou_retirer_les_droits(alex, "Martin37", est_administrateur=True)
    assert alex.ligne("Martin37")["Administrateur"] == "Oui"
    for onglet in ("Partenaire", "Adresse", "Conventions", "Utilisateurs"):
        martin.modifier_inscription(onglet)
        assert martin.peut_cliquer("Valider")


@pytest.mark.exigence("ADM-19")
def test_soleil_solange_n_a_plus_acces_aux_services_d_administration(alex: Visiteur, solange: Visiteur) -> None:
    donner_ou_retirer_les_droits(alex, "Solange778", est_administrateur=False)
    assert alex.ligne("Solange778")["Administrateur"] == "Non"
    solange.ouvrir("/services/")
    assert not solange.peut_cliquer("Modification inscription")


@pytest.mark.exigence("ADM-20")
def test_remarque_un_administrateur_ne_peut_pas_supprimer_ses_droits(alex: Visiteur, solange: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.cliquer("Alex7 (modifier)")
    assert "disabled" in alex.champ("Administrateur").attrib
    alex.cliquer("Valider")
    assert alex.ligne("Alex7")["Administrateur"] == "Oui"

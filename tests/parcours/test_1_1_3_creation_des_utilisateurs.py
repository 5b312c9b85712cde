"""Manual, §1.1.3: « La création des utilisateurs »."""

import pytest

from tests.parcours.courrier import dernier_courriel, mot_de_passe_de
from tests.parcours.visiteur import Visiteur

MARTIN = {
    "Nom": "MARTIN",
    "Prénom": "Mikael",
    "Login": "Martin37",
    "Téléphone": "03 02 04 05 06",
    "Mail": "martin37@fr.fr",
}
SOLEIL = {
    "Nom": "SOLEIL",
    "Prénom": "Solange",
    "Login": "Solange778",
    "Téléphone": "03 02 04 05 07",
    "Mail": "solange778@fr.fr",
    "Administrateur": True,
}
OUI, NON = "Oui", "Non"


@pytest.mark.exigence("ADM-01", "ADM-02", "ADM-03", "ADM-06")
def test_1re_et_2e_etapes_l_onglet_utilisateurs_montre_l_administrateur_de_la_preinscription(alex: Visiteur) -> None:
    alex.modifier_inscription()
    assert alex.titre == "Modification inscription"
    assert alex.entete() == {
        "Nom": "Association Ciel Bleu",
        "Siret": "123 456 789 98745",
        "Email": "alexandre@fr.fr",
        "Téléphone": "03 02 01 05 09",
    }
    alex.cliquer("Utilisateurs")
    assert alex.logins() == ["Alex7"]
    assert alex.ligne("Alex7")["Administrateur"] == OUI


@pytest.mark.exigence("ADM-08", "ADM-12", "ADM-13", "MAI-03")
def test_3e_etape_martin_mikael_est_inscrit_sans_etre_administrateur(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.remplir(MARTIN)
    alex.cliquer("Valider")
    ligne = alex.ligne("Martin37")
    assert (ligne["Nom"], ligne["Prénom"], ligne["Administrateur"]) == ("MARTIN", "Mikael", NON)
    assert "Transmettez-lui vous-même son login : Martin37." in alex.texte

    courriel = dernier_courriel("martin37@fr.fr")
    assert "Association Ciel Bleu vous a inscrit au portail Partenaires Action Sociale." in courriel.corps
    martin = Visiteur()
    martin.se_connecter("Martin37", mot_de_passe_de(courriel))
    assert martin.titre == "Changement de mot de passe"


@pytest.mark.exigence("ADM-13", "ADM-14", "ADM-15")
def test_3e_etape_soleil_solange_est_inscrite_avec_le_profil_administrateur(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    for utilisateur in (MARTIN, SOLEIL):
        alex.remplir(utilisateur)
        alex.cliquer("Valider")
    assert alex.logins() == ["Alex7", "Martin37", "Solange778"]
    assert [ligne["Administrateur"] for ligne in alex.lignes()] == [OUI, NON, OUI]
    assert dernier_courriel("solange778@fr.fr").sujet == "Votre inscription au portail Partenaires Action Sociale"


@pytest.mark.exigence("ADM-01", "ADM-14")
def test_au_final_seuls_les_administrateurs_ont_acces_au_service_administration(
    martin: Visiteur, solange: Visiteur
) -> None:
    assert solange.peut_cliquer("Modification inscription")
    assert not martin.peut_cliquer("Modification inscription")


@pytest.mark.exigence("ADM-10", "ADM-11")
@pytest.mark.parametrize(
    ("champ", "saisie"),
    [
        ("Téléphone", "03 02 04 05 06 07"),
        ("Téléphone", "03.02.04"),
        ("Login", "Mikaël37"),
        ("Login", "l'abeille"),
        ("Login", "Martin 37"),
        ("Login", "Alex7"),
    ],
)
def test_remarque_le_telephone_et_le_login_respectent_leurs_normes(alex: Visiteur, champ: str, saisie: str) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.remplir(MARTIN | {champ: saisie})
    alex.cliquer("Valider")
    assert alex.erreur(champ)
    assert alex.logins() == ["Alex7"]


@pytest.mark.exigence("ADM-09")
def test_remarque_creer_utilisateur_annule_les_saisies_en_cours(alex: Visiteur) -> None:
    alex.modifier_inscription("Utilisateurs")
    alex.remplir({"Nom": "GRIZZI", "Prénom": "Micaël", "Login": "GRIZZI7"})
    alex.cliquer("Valider")
    assert alex.valeur("Login") == "GRIZZI7"
    alex.cliquer("Créer utilisateur")
    assert [alex.valeur(champ) for champ in ("Nom", "Prénom", "Login", "Administrateur")] == ["", "", "", False]

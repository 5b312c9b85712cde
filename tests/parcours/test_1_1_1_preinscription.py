"""Manual, §1.1.1: « La préinscription »."""

import pytest

from tests.parcours.courrier import dernier_courriel, mot_de_passe_de
from tests.parcours.visiteur import Visiteur

CARACTERES = "Saisir les caractères ici."
PARTENAIRE = {
    "Régime": "CNAV",
    "Caisse": "CARSAT Nord picardie",
    "Code convention": "757300",
    "Type partenaire": "Structure d’évaluation",
    "Nom partenaire": "Association Ciel Bleu",
    "SIRET": "12345678998745",
    "Téléphone": "0302010509",
}
ADRESSE = {
    "Bâtiment ou résidence": "Bat A",
    "N°": "107",
    "Indice": "Bis",
    "Type de voie": "Esplanade",
    "Nom voie": "Madrid",
    "CP": "62000",
    "Nom commune": "Arras",
}
ADMINISTRATEUR = {
    "Nom": "GRIZZI",
    "Prénom": "Alexandre",
    "Login": "Alex7",
    "Mail": "alexandre@fr.fr",
    "Téléphone": "0302010509",
}


@pytest.fixture
def grizzi(visiteur: Visiteur) -> Visiteur:
    """GRIZZI Alexandre, who has come as far as the empty form."""
    ouvrir_le_formulaire(visiteur)
    return visiteur


def ouvrir_le_formulaire(visiteur: Visiteur) -> None:
    visiteur.cliquer("Vous n’êtes pas encore inscrit ?")
    visiteur.remplir({"J’accepte": True})
    visiteur.cliquer("Valider")
    visiteur.cliquer("OK")


def remplir_le_formulaire(visiteur: Visiteur) -> None:
    visiteur.remplir(PARTENAIRE, pave="Information partenaires")
    visiteur.remplir(ADRESSE, pave="Adresse")
    visiteur.remplir(ADMINISTRATEUR, pave="Information administrateur")


def enregistrer(visiteur: Visiteur) -> None:
    visiteur.recopier_le_captcha()
    visiteur.cliquer("Enregistrer")


def examiner(agent: Visiteur) -> None:
    agent.cliquer("Les services")
    agent.cliquer("À valider")
    agent.cliquer("Examiner la préinscription de Association Ciel Bleu")


@pytest.mark.exigence("REG-03", "REG-04")
def test_1re_etape_les_conditions_generales_s_acceptent_en_ligne(visiteur: Visiteur) -> None:
    visiteur.cliquer("Vous n’êtes pas encore inscrit ?")
    assert visiteur.titre == "Conditions générales d’inscription"
    visiteur.cliquer("Valider")
    assert visiteur.erreur("J’accepte") == "Cochez la case « J’accepte » pour poursuivre l’inscription."
    visiteur.remplir({"J’accepte": True})
    visiteur.cliquer("Valider")
    assert visiteur.titre == "Numéro de convention"


@pytest.mark.exigence("REG-02", "REG-06", "REG-07")
def test_2e_etape_il_faut_un_numero_de_convention(visiteur: Visiteur) -> None:
    visiteur.cliquer("Vous n’êtes pas encore inscrit ?")
    visiteur.remplir({"J’accepte": True})
    visiteur.cliquer("Valider")
    assert (
        "L’inscription au Portail Partenaires Action Sociale est réservée aux structures ayant conclu une convention "
        "de partenariat avec une caisse de retraite."
    ) in visiteur.texte
    assert (
        "Avant de remplir le formulaire, veuillez vous assurer que vous êtes bien en possession d’un numéro de "
        "convention transmis par les services de la caisse de retraite."
    ) in visiteur.texte
    assert "Contactez la caisse avec laquelle votre structure a passé convention" in visiteur.texte
    visiteur.cliquer("OK")
    assert visiteur.titre == "Préinscription"


@pytest.mark.exigence("REG-11")
def test_remarque_le_choix_de_la_caisse_depend_du_regime(grizzi: Visiteur) -> None:
    grizzi.remplir({"Régime": "CNRACL"})
    grizzi.cliquer("Afficher les caisses")
    assert grizzi.choix("Caisse") == ["CNRACL"]


@pytest.mark.exigence("REG-18", "REG-24")
def test_l_identite_destinataire_ne_se_saisit_pas_et_le_login_se_memorise(grizzi: Visiteur) -> None:
    assert "readonly" in grizzi.champ("Identité destinataire").attrib
    assert (
        "IMPORTANT : le login doit être mémorisé par l’administrateur : il sera indispensable pour une future "
        "connexion."
    ) in grizzi.texte


@pytest.mark.exigence("REG-08", "REG-30", "REG-31")
def test_3e_etape_l_exemple_du_manuel_s_enregistre_et_part_a_la_caisse(grizzi: Visiteur, agent: Visiteur) -> None:
    remplir_le_formulaire(grizzi)
    enregistrer(grizzi)
    assert grizzi.titre == "Votre préinscription est terminée"
    assert "Votre demande est en attente de validation par la caisse" in grizzi.texte
    examiner(agent)
    assert "757300" in agent.texte


@pytest.mark.exigence("REG-16", "REG-20", "REG-22", "REG-28", "REG-29")
def test_remarque_une_saisie_incorrecte_affiche_un_message_et_le_captcha_est_a_refaire(grizzi: Visiteur) -> None:
    remplir_le_formulaire(grizzi)
    grizzi.remplir({"CP": "62", "Nom commune": "", "Login": "Alex é", CARACTERES: "faux"})
    grizzi.cliquer("Enregistrer")
    assert all(grizzi.erreur(libelle) for libelle in ("CP", "Nom commune", "Login"))
    assert grizzi.erreur(CARACTERES) == "Vous n’avez pas saisi correctement le captcha."
    assert grizzi.valeur("Nom partenaire") == "Association Ciel Bleu"

    grizzi.remplir({"CP": "62000", "Nom commune": "Arras", "Login": "Alex7"})
    assert grizzi.valeur(CARACTERES) == ""
    enregistrer(grizzi)
    assert grizzi.titre == "Votre préinscription est terminée"


@pytest.mark.exigence("REG-01", "REG-32", "REG-33", "MAI-01")
def test_4e_etape_la_caisse_valide_et_l_administrateur_recoit_son_mot_de_passe(
    grizzi: Visiteur, agent: Visiteur
) -> None:
    remplir_le_formulaire(grizzi)
    enregistrer(grizzi)
    examiner(agent)
    agent.remplir({"Identifiant de la structure": "62131300"})
    agent.cliquer("Valider")

    courriel = dernier_courriel("alexandre@fr.fr")
    assert courriel.sujet == "Confirmation de votre inscription"
    grizzi.se_connecter("Alex7", mot_de_passe_de(courriel))
    assert "Connecté en tant que Alex7" in grizzi.texte


@pytest.mark.exigence("REG-34", "REG-35", "MAI-02")
def test_4e_etape_la_caisse_invalide_et_le_formulaire_se_saisit_a_nouveau(grizzi: Visiteur, agent: Visiteur) -> None:
    remplir_le_formulaire(grizzi)
    enregistrer(grizzi)
    examiner(agent)
    agent.remplir({"Motif de l’invalidation": "Le SIRET n’est pas celui de la convention."})
    agent.cliquer("Invalider")

    courriel = dernier_courriel("alexandre@fr.fr")
    assert courriel.sujet == "Mail de confirmation : invalidation de convention"
    assert "remplissez à nouveau le formulaire de préinscription en entier" in courriel.corps
    ouvrir_le_formulaire(grizzi)
    assert grizzi.valeur("Nom partenaire") == ""
    remplir_le_formulaire(grizzi)
    enregistrer(grizzi)
    assert grizzi.titre == "Votre préinscription est terminée"

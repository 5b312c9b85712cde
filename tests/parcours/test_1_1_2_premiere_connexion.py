"""Manual, §1.1.2: « La première connexion en tant qu’abonné et le changement du mot de passe »."""

import pytest

from ppas.partenaires.operations.preinscriptions import valider_preinscription
from tests.factories import AgentFactory, PreinscriptionFactory
from tests.parcours.courrier import dernier_courriel, mot_de_passe_de
from tests.parcours.visiteur import Visiteur

NOUVEAU = "Esplanade107"


@pytest.fixture
def recu_par_mail() -> str:
    """The password that the caisse's validation has sent to GRIZZI Alexandre."""
    preinscription = PreinscriptionFactory(login="Alex7", mail="alexandre@fr.fr")
    agent = AgentFactory(administrateur=True, caisse=preinscription.caisse)
    valider_preinscription(preinscription, identifiant_structure="62131300", par=agent.utilisateur)
    return mot_de_passe_de(dernier_courriel("alexandre@fr.fr"))


def changer(visiteur: Visiteur, ancien: str, nouveau: str, confirmation: str) -> None:
    visiteur.remplir(
        {
            "Ancien mot de passe": ancien,
            "Nouveau mot de passe": nouveau,
            "Confirmer le nouveau mot de passe": confirmation,
        }
    )
    visiteur.cliquer("OK")


@pytest.mark.exigence("LOG-09", "LOG-10", "LOG-12", "LOG-27", "REG-25", "REG-37")
def test_l_administrateur_se_connecte_change_son_mot_de_passe_et_accede_a_ses_services(
    visiteur: Visiteur, recu_par_mail: str
) -> None:
    visiteur.se_connecter("Alex7", recu_par_mail)
    visiteur.cliquer("Changer mon mot de passe")
    changer(visiteur, recu_par_mail, NOUVEAU, NOUVEAU)
    assert "Votre mot de passe a été modifié avec succès." in visiteur.texte
    assert "Rappel : login et mot de passe doivent être impérativement mémorisés." in visiteur.texte

    visiteur.cliquer("Accueil")
    assert "Connecté en tant que Alex7" in visiteur.texte
    visiteur.modifier_inscription()
    assert visiteur.entete()["Nom"] == "Association Ciel Bleu"
    assert visiteur.entete()["Email"] == "alexandre@fr.fr"


@pytest.mark.exigence("LOG-09")
def test_aucun_service_ne_s_ouvre_avant_le_changement(visiteur: Visiteur, recu_par_mail: str) -> None:
    visiteur.se_connecter("Alex7", recu_par_mail)
    visiteur.ouvrir("/partenaires/modification/")
    assert visiteur.titre == "Changement de mot de passe"


@pytest.mark.exigence("LOG-13", "LOG-14")
@pytest.mark.parametrize("nouveau", ["Espla7", "Esplanade1072", "Esplanadé107", "Esplan@de107", "Esplanades"])
def test_8_a_12_caracteres_ni_accent_ni_caractere_special_au_moins_un_chiffre(
    visiteur: Visiteur, recu_par_mail: str, nouveau: str
) -> None:
    visiteur.se_connecter("Alex7", recu_par_mail)
    changer(visiteur, recu_par_mail, nouveau, nouveau)
    assert visiteur.erreur("Nouveau mot de passe").startswith("Il ")


@pytest.mark.exigence("LOG-10")
def test_le_nouveau_mot_de_passe_est_saisi_de_nouveau(visiteur: Visiteur, recu_par_mail: str) -> None:
    visiteur.se_connecter("Alex7", recu_par_mail)
    changer(visiteur, recu_par_mail, NOUVEAU, "Esplanade108")
    assert visiteur.erreur("Confirmer le nouveau mot de passe") == (
        "Les deux saisies du nouveau mot de passe sont différentes."
    )


@pytest.mark.exigence("LOG-19")
def test_les_majuscules_et_minuscules_comptent_lors_des_futures_connexions(
    visiteur: Visiteur, recu_par_mail: str
) -> None:
    visiteur.se_connecter("Alex7", recu_par_mail)
    changer(visiteur, recu_par_mail, NOUVEAU, NOUVEAU)
    autre_jour = Visiteur()
    autre_jour.se_connecter("Alex7", NOUVEAU.lower())
    assert autre_jour.titre == "Connexion"
    autre_jour.se_connecter("Alex7", NOUVEAU)
    assert autre_jour.titre == "Les services"

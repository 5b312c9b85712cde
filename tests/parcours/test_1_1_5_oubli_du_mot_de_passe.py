"""Manual, §1.1.5: « Que faire en cas d’oubli de mot de passe ? »."""

import pytest

from tests.factories import MOT_DE_PASSE
from tests.parcours.courrier import dernier_courriel, mot_de_passe_de
from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("LOG-04", "LOG-08", "LOG-20", "LOG-21", "MAI-04")
def test_un_mot_de_passe_temporaire_arrive_par_mail_et_se_change(visiteur: Visiteur, martin: Visiteur) -> None:
    visiteur.cliquer("Connexion")
    visiteur.cliquer("Mot de passe oublié ?")
    assert (
        "Saisir vos informations personnelles. Un mail contenant un mot de passe temporaire vous sera envoyé."
    ) in visiteur.texte
    visiteur.remplir({"Identifiant": "Martin37", "Mail de l’utilisateur enregistré": "martin37@fr.fr"})
    visiteur.recopier_le_captcha()
    visiteur.cliquer("Enregistrer")
    temporaire = mot_de_passe_de(dernier_courriel("martin37@fr.fr"))

    visiteur.se_connecter("Martin37", MOT_DE_PASSE)
    assert visiteur.titre == "Connexion"
    visiteur.se_connecter("Martin37", temporaire)
    assert visiteur.titre == "Changement de mot de passe"


@pytest.mark.exigence("LOG-20")
def test_la_saisie_du_captcha_est_demandee(visiteur: Visiteur, martin: Visiteur) -> None:
    visiteur.cliquer("Connexion")
    visiteur.cliquer("Mot de passe oublié ?")
    visiteur.remplir({"Identifiant": "Martin37", "Mail de l’utilisateur enregistré": "martin37@fr.fr"})
    visiteur.cliquer("Enregistrer")
    assert visiteur.erreur("Saisir les caractères ici.") == "Vous n’avez pas saisi correctement le captcha."

"""Manual, §1.1.7: « Peut-on modifier le mot de passe ? »."""

import pytest

from tests.factories import MOT_DE_PASSE
from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("LOG-10", "LOG-11", "LOG-13", "LOG-25")
@pytest.mark.parametrize("login", ["Martin37", "Alex7"])
def test_chaque_utilisateur_modifie_son_mot_de_passe_qu_il_soit_administrateur_ou_non(
    martin: Visiteur, login: str
) -> None:
    visiteur = Visiteur()
    visiteur.se_connecter(login, MOT_DE_PASSE)
    visiteur.cliquer("Changer mon mot de passe")
    assert visiteur.valeur("Nom utilisateur") == login
    visiteur.remplir(
        {
            "Ancien mot de passe": MOT_DE_PASSE,
            "Nouveau mot de passe": "Madrid62000",
            "Confirmer le nouveau mot de passe": "Madrid62000",
        }
    )
    visiteur.cliquer("OK")
    assert "Votre mot de passe a été modifié avec succès." in visiteur.texte
    visiteur.cliquer("Déconnexion")
    visiteur.se_connecter(login, "Madrid62000")
    assert visiteur.titre == "Les services"

"""Manual, §1.1.4: « Les connexions suivantes en tant qu’abonné »."""

import pytest
from django.conf import settings

from tests.factories import MOT_DE_PASSE
from tests.parcours.courrier import dernier_courriel
from tests.parcours.visiteur import Visiteur


@pytest.mark.exigence("LOG-01", "LOG-02", "LOG-03", "LOG-26")
def test_identifiant_et_mot_de_passe_ouvrent_les_services(visiteur: Visiteur, alex: Visiteur) -> None:
    visiteur.cliquer("Connexion")
    assert "Entrez votre identifiant et votre mot de passe." in visiteur.texte
    assert (
        "Pour des raisons de sécurité, veuillez vous déconnecter et fermer votre navigateur lorsque vous avez fini "
        "d’accéder aux services authentifiés."
    ) in visiteur.texte
    assert visiteur.peut_cliquer("EFFACER")
    visiteur.se_connecter("Alex7", MOT_DE_PASSE)
    assert visiteur.titre == "Les services"
    visiteur.cliquer("Déconnexion")
    assert visiteur.peut_cliquer("Connexion")


@pytest.mark.exigence("LOG-24", "LOG-29", "MAI-06")
def test_remarque_en_cas_de_probleme_le_lien_contact_ecrit_a_l_assistance(visiteur: Visiteur) -> None:
    visiteur.cliquer("Connexion")
    visiteur.cliquer("Contact")
    visiteur.remplir(
        {
            "Numéro de convention": "757300",
            "Institution": "Association Ciel Bleu",
            "Département": "62",
            "Nom": "GRIZZI",
            "Prénom": "Alexandre",
            "Email": "alexandre@fr.fr",
            "Téléphone": "03 02 01 05 09",
            "Texte": "Je ne peux pas me connecter.",
        }
    )
    visiteur.recopier_le_captcha()
    visiteur.cliquer("Envoyer")
    assert "Votre message est transmis à l’assistance" in visiteur.texte
    assert "Je ne peux pas me connecter." in dernier_courriel(settings.COURRIEL_ASSISTANCE).corps

"""The very words of the mails about an account (area MAI)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ppas.comptes import courriels
from tests.factories import UtilisateurFactory


@pytest.mark.django_db
@pytest.mark.exigence("MAI-04", "ADM-12")
def test_mot_de_passe_oublie(settings) -> None:
    settings.ADRESSE_DU_PORTAIL = "https://portail.exemple.fr"
    settings.LIEN_UNIQUE = False
    utilisateur = UtilisateurFactory(
        mail="grizzi@exemple.fr",
        mot_de_passe_expire_le=datetime(2026, 11, 11, 9, 30, tzinfo=ZoneInfo("Europe/Paris")),
    )
    message = courriels.mot_de_passe_oublie(utilisateur, "Soleil2026")
    assert (message.destinataire, message.sujet) == ("grizzi@exemple.fr", "Votre mot de passe temporaire")
    assert message.est_secret
    assert utilisateur.login not in message.corps
    assert message.corps == (
        "Bonjour,\n\n"
        "Un nouveau mot de passe a été demandé pour votre compte du portail Partenaires Action Sociale. Il remplace le "
        "précédent.\n\n"
        "Mot de passe temporaire : Soleil2026\n\n"
        "Il ne sert qu’une fois, jusqu’au 11/11/2026\xa0à\xa009:30. "
        "Vous aurez à le changer après vous être connecté :\n"
        "https://portail.exemple.fr/comptes/connexion/\n\n"
        "Si vous n’avez rien demandé, servez-vous tout de même de ce mail, puisque l’ancien mot de passe ne vaut plus, "
        "puis prévenez l’assistance au 03 80 33 11 30.\n\n"
        "Cordialement\nAdministrateur PPAS\n"
    )

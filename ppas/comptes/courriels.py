"""Mails about an account. None holds both the login and the password (ADM-12)."""

from django.conf import settings
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.socle.operations.courriels import Message


def adresse_de_connexion() -> str:
    """Return the full address of the sign-in page."""
    return f"{settings.ADRESSE_DU_PORTAIL}{reverse('comptes:connexion')}"


def mot_de_passe_oublie(utilisateur: Utilisateur, mot_de_passe: str) -> Message:
    """MAI-04: the temporary password asked for."""
    return Message(
        destinataire=utilisateur.mail,
        sujet="Votre mot de passe temporaire",
        corps=(
            "Bonjour,\n\n"
            "Un nouveau mot de passe a été demandé pour votre compte du portail Partenaires Action Sociale.\n\n"
            f"Mot de passe temporaire : {mot_de_passe}\n\n"
            "Il est valable 7 jours et remplace le précédent. Vous aurez à le changer après vous être connecté :\n"
            f"{adresse_de_connexion()}\n\n"
            "Si vous n’avez rien demandé, connectez-vous avec ce mot de passe, changez-le, puis prévenez l’assistance "
            "au 03 80 33 11 30.\n\n"
            "Cordialement\n"
            "Administrateur PPAS\n"
        ),
        est_secret=True,
    )

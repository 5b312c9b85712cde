"""Mails about an account. None holds both the login and the password (ADM-12)."""

from datetime import datetime

from django.conf import settings
from django.core import signing

from ppas.comptes.models import Utilisateur
from ppas.socle.assistance import telephone_de_l_assistance
from ppas.socle.operations.courriels import Message, adresse_complete
from ppas.socle.regles.affichage import date_heure_fr

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
SEL_DU_LIEN = "ppas.lien-unique"


def adresse_de_connexion() -> str:
    """Return the full address of the sign-in page."""
    return adresse_complete("comptes:connexion")


def acces_temporaire(utilisateur: Utilisateur, secret: str) -> str:
    """Return the lines of a mail that give `secret`: in clear as in the sources, or as a single-use link (D13)."""
    limite = (
        f"jusqu’au {date_heure_fr(utilisateur.mot_de_passe_expire_le)}" if utilisateur.mot_de_passe_expire_le else ""
    )
    if settings.LIEN_UNIQUE:
        jeton = signing.dumps([utilisateur.pk, secret], salt=SEL_DU_LIEN)
        lien = adresse_complete("comptes:lien_unique", jeton)
        return f"Pour choisir votre mot de passe, suivez ce lien. Il ne sert qu’une fois, {limite} :\n{lien}\n"
    return (
        f"Mot de passe temporaire : {secret}\n\n"
        f"Il ne sert qu’une fois, {limite}. Vous aurez à le changer après vous être connecté :\n"
        f"{adresse_de_connexion()}\n"
    )


def mot_de_passe_oublie(utilisateur: Utilisateur, secret: str) -> Message:
    """MAI-04: the temporary password asked for, by its owner or by who answers for the account."""
    return Message(
        destinataire=utilisateur.mail,
        sujet="Votre mot de passe temporaire",
        corps=(
            "Bonjour,\n\n"
            "Un nouveau mot de passe a été demandé pour votre compte du portail Partenaires Action Sociale. Il "
            "remplace le précédent.\n\n"
            f"{acces_temporaire(utilisateur, secret)}\n"
            "Si vous n’avez rien demandé, servez-vous tout de même de ce mail, puisque l’ancien mot de passe ne vaut "
            f"plus, puis prévenez l’assistance au {telephone_de_l_assistance()}.\n\n"
            f"{SIGNATURE}"
        ),
        est_secret=True,
    )


def compte_bloque(utilisateur: Utilisateur) -> Message:
    """Tell the owner that his account is locked, and how to open it (LOG-06, LOG-08)."""
    return _avis(
        utilisateur,
        "Votre compte a été bloqué",
        "Votre compte du portail Partenaires Action Sociale a été bloqué : trop de connexions ont été refusées, ou "
        "votre mot de passe est arrivé à expiration. Pour le débloquer, demandez un nouveau mot de passe par « Mot de "
        f"passe oublié ? » :\n{adresse_de_connexion()}",
    )


def compte_deverrouille(utilisateur: Utilisateur) -> Message:
    """Tell the owner that somebody has opened his lock."""
    return _avis(
        utilisateur,
        "Votre compte a été débloqué",
        "Votre compte du portail Partenaires Action Sociale a été débloqué. Votre mot de passe n’a pas changé.",
    )


def mot_de_passe_change(utilisateur: Utilisateur) -> Message:
    """Tell the owner that his password is another."""
    return _avis(
        utilisateur,
        "Votre mot de passe a été modifié",
        "Le mot de passe de votre compte du portail Partenaires Action Sociale vient d’être modifié. Vos autres "
        "sessions ont été fermées.",
    )


def nouvel_appareil(utilisateur: Utilisateur, navigateur: str, instant: datetime) -> Message:
    """Tell the owner that his account was used with a browser never seen before."""
    return _avis(
        utilisateur,
        "Connexion depuis un nouveau navigateur",
        "Votre compte du portail Partenaires Action Sociale vient d’être utilisé depuis un navigateur où il ne l’avait "
        f"jamais été : {navigateur or 'navigateur inconnu'}, le {date_heure_fr(instant)}.",
    )


def second_facteur_active(utilisateur: Utilisateur) -> Message:
    """Tell the owner that a code is asked from now on."""
    return _avis(
        utilisateur,
        "Le second facteur de votre compte est activé",
        "Un code de votre application d’authentification vous sera demandé après votre mot de passe. Gardez vos codes "
        "de secours en lieu sûr.",
    )


def second_facteur_retire(utilisateur: Utilisateur) -> Message:
    """Tell the owner that no code is asked any more."""
    return _avis(
        utilisateur,
        "Le second facteur de votre compte est retiré",
        "Le second facteur de votre compte du portail Partenaires Action Sociale vient d’être retiré.",
    )


def _avis(utilisateur: Utilisateur, sujet: str, texte: str) -> Message:
    si_ce_n_est_pas_vous = (
        "Si ce n’est pas vous, demandez un nouveau mot de passe par « Mot de passe oublié ? », puis prévenez "
        f"l’assistance au {telephone_de_l_assistance()}.\n\n"
    )
    return Message(utilisateur.mail, sujet, f"Bonjour,\n\n{texte}\n\n{si_ce_n_est_pas_vous}{SIGNATURE}")

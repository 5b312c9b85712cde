"""Mails about registrations and conventions. None holds both the login and the password (ADM-12)."""

from ppas.comptes.courriels import adresse_de_connexion
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention, Preinscription
from ppas.socle.operations.courriels import Message

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
INVALIDATION = "Mail de confirmation : invalidation de convention"


def preinscription_recue(preinscription: Preinscription) -> Message:
    """Receipt: the request is with the caisse, and the login is to be remembered (REG-24)."""
    return Message(
        destinataire=preinscription.mail,
        sujet="Votre préinscription est terminée",
        corps=(
            "Bonjour,\n\n"
            f"La préinscription de {preinscription.nom_partenaire} au portail Partenaires Action Sociale est terminée. "
            "Votre demande est en attente de validation par la caisse "
            f"{preinscription.caisse} (convention n° {preinscription.code_convention}).\n\n"
            f"Le login que vous avez choisi est : {preinscription.login}\n"
            "Mémorisez-le : il sera indispensable pour vos connexions.\n\n"
            "Vous recevrez un autre mail dès que la caisse aura traité votre demande.\n\n"
            f"{SIGNATURE}"
        ),
    )


def preinscription_validee(administrateur: Utilisateur, convention: Convention, mot_de_passe: str) -> Message:
    """MAI-01: registration confirmed, with the password."""
    return Message(
        destinataire=administrateur.mail,
        sujet="Confirmation de votre inscription",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {convention.caisse} a validé l’inscription de {convention.partenaire} au portail Partenaires "
            f"Action Sociale (convention n° {convention.code}). Vous pouvez l’utiliser dès maintenant.\n\n"
            f"Mot de passe temporaire : {mot_de_passe}\n\n"
            "Il est valable 7 jours. Connectez-vous avec le login que vous avez choisi lors de la préinscription ; "
            "un changement de mot de passe vous sera demandé :\n"
            f"{adresse_de_connexion()}\n\n"
            f"{SIGNATURE}"
        ),
        est_secret=True,
    )


def preinscription_invalidee(preinscription: Preinscription) -> Message:
    """MAI-02: the sentences of MAI-05 and what to do next (REG-35)."""
    return Message(
        destinataire=preinscription.mail,
        sujet=INVALIDATION,
        corps=(
            f"{_invalidation(preinscription.code_convention, str(preinscription.caisse))}\n"
            f"Motif indiqué par la caisse : {preinscription.motif}\n\n"
            "Après avoir contacté la caisse, remplissez à nouveau le formulaire de préinscription en entier, à partir "
            "des informations qu’elle vous aura transmises. Le même login et le même code convention peuvent servir.\n"
        ),
    )


def convention_invalidee(convention: Convention, destinataire: str) -> Message:
    """MAI-05: the manual's text (§2.7), then the motive."""
    return Message(
        destinataire=destinataire,
        sujet=INVALIDATION,
        corps=(
            f"{_invalidation(convention.code, str(convention.caisse))}\n"
            f"Motif indiqué par la caisse : {convention.motif}\n"
        ),
    )


def convention_validee(convention: Convention, destinataire: str) -> Message:
    """MAI-09."""
    return Message(
        destinataire=destinataire,
        sujet="Mail de confirmation : validation de convention",
        corps=(
            "Bonjour,\n\n"
            f"La convention n° {convention.code} a été validée par la caisse {convention.caisse}.\n"
            "Ses services vous sont ouverts dans le menu « Les services ».\n\n"
            f"{SIGNATURE}"
        ),
    )


def _invalidation(code: str, caisse: str) -> str:
    return (
        "Bonjour,\n\n"
        f"Je suis au regret de vous informer que la convention n° {code} n’a pas pu être validée par la caisse "
        f"{caisse}.\n"
        "Merci de bien vouloir contacter l’administrateur de votre caisse.\n\n"
        f"{SIGNATURE}"
    )

"""Mails about the account of an agent. None holds both the login and the password (ADM-12)."""

from dataclasses import replace

from ppas.caisses.models import Agent, Caisse
from ppas.comptes.courriels import acces_temporaire
from ppas.socle.operations.courriels import Message


def au_nom_de(caisse: Caisse, message: Message) -> Message:
    """Return `message`, sent in the name of `caisse`, with the paragraph that it wants at the end of its mails."""
    if not caisse.mention_courriels:
        return message
    return replace(message, corps=f"{message.corps}\n{caisse.mention_courriels}\n")


def agent_cree(agent: Agent, secret: str) -> Message:
    """As for a partner's user (MAI-03): the temporary password; the login comes from who created the account."""
    return Message(
        destinataire=agent.utilisateur.mail,
        sujet="Votre compte d’agent sur le portail Partenaires Action Sociale",
        corps=(
            "Bonjour,\n\n"
            f"Un compte vous est ouvert au portail Partenaires Action Sociale pour la caisse {agent.caisse}. "
            "Votre login vous est transmis par l’administrateur qui l’a créé.\n\n"
            f"{acces_temporaire(agent.utilisateur, secret)}\n"
            "À votre première connexion, vous activerez aussi un second facteur : munissez-vous de votre téléphone.\n\n"
            "Cordialement\n"
            "Administrateur PPAS\n"
        ),
        est_secret=True,
    )

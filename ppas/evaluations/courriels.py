"""Mails about orders of evaluations. None names a beneficiary."""

from django.conf import settings
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Commande
from ppas.socle.operations.courriels import Message
from ppas.socle.regles.affichage import date_fr

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"


def commande_recue(commande: Commande, *, de: Utilisateur, a: Utilisateur, par: Utilisateur) -> Message:
    """Tell an evaluator that an order of a colleague is now his (EVA-20)."""
    page = reverse("evaluations:commande", args=[commande.pk])
    return Message(
        destinataire=a.mail,
        sujet=f"Une commande d’évaluation vous est transférée : n° {commande.numero}",
        corps=(
            "Bonjour,\n\n"
            f"{par} vous a transféré la commande d’évaluation n° {commande.numero} de la caisse {commande.caisse}, que "
            f"{de} avait réservée. Elle est à rendre avant le {date_fr(commande.date_limite)}.\n"
            "Si une évaluation était commencée, elle vous revient : vous pourrez la continuer.\n\n"
            f"{settings.ADRESSE_DU_PORTAIL}{page}\n\n"
            f"{SIGNATURE}"
        ),
    )


def commande_cedee(commande: Commande, *, de: Utilisateur, a: Utilisateur, par: Utilisateur) -> Message:
    """Tell an evaluator that an order is no longer his."""
    return Message(
        destinataire=de.mail,
        sujet=f"La commande d’évaluation n° {commande.numero} est transférée",
        corps=(
            "Bonjour,\n\n"
            f"{par} a transféré à {a} la commande d’évaluation n° {commande.numero} que vous aviez réservée : elle "
            "n’est plus à votre nom.\n"
            "Si vous y avez saisi quelque chose sur un ordinateur en mode déconnecté, synchronisez-le : rien n’en sera "
            "perdu.\n\n"
            f"{SIGNATURE}"
        ),
    )

"""The mails of the assistance."""

from collections.abc import Mapping

from django.conf import settings

from ppas.assistance.models import Demande
from ppas.socle.operations.courriels import Message, adresse_complete
from ppas.socle.regles.affichage import telephone

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
LIBELLES = {
    "numero_convention": "Numéro de convention",
    "institution": "Institution",
    "departement": "Département",
    "nom": "Nom",
    "prenom": "Prénom",
    "email": "Email",
    "telephone": "Téléphone",
    "motif": "Motif",
}


def demande_recue(demande: Demande) -> Message:
    """MAI-06: what somebody writes to the assistance, for its mailbox."""
    return Message(
        settings.COURRIEL_ASSISTANCE,
        f"Demande {demande.numero}",
        f"Message du formulaire de contact, demande n° {demande.numero}.\n\n{_contenu(demande)}\n"
        f"Pour la traiter :\n{adresse_complete('assistance:demande', demande.pk)}\n",
    )


def copie_a_l_expediteur(demande: Demande) -> Message:
    """MAI-06: its copy, with its number, to the sender."""
    return Message(
        demande.email,
        f"Votre message à l’assistance PPAS ({demande.numero})",
        "Bonjour,\n\nVotre message est transmis à l’assistance fonctionnelle de PPAS, sous le numéro "
        f"{demande.numero}. En voici la copie.\n\n{_contenu(demande)}\n{SIGNATURE}",
    )


def reponse(demande: Demande, texte: str) -> Message:
    """Return the assistance's answer, for the sender."""
    suite = (
        f"Pour répondre, connectez-vous :\n{adresse_complete('assistance:ma_demande', demande.pk)}"
        if demande.utilisateur_id
        else f"Pour répondre, rappelez ce numéro par la page Contact :\n{adresse_complete('assistance:contact')}"
    )
    return Message(
        demande.email,
        f"Réponse à votre demande {demande.numero}",
        f"Bonjour,\n\n{texte}\n\n"
        f"Ce message répond à votre demande n° {demande.numero}. Ne répondez pas à ce mail. {suite}\n\n{SIGNATURE}",
    )


def precision_recue(demande: Demande) -> Message:
    """Tell the assistance's mailbox that the sender has written again."""
    return Message(
        settings.COURRIEL_ASSISTANCE,
        f"Demande {demande.numero} : l’expéditeur a écrit",
        f"L’expéditeur de la demande n° {demande.numero} a ajouté un message.\n\n"
        f"Pour le lire :\n{adresse_complete('assistance:demande', demande.pk)}\n",
    )


def _contenu(demande: Demande) -> str:
    valeurs: Mapping[str, str] = {nom: getattr(demande, nom) for nom in LIBELLES} | {
        "motif": demande.get_motif_display(),
        "telephone": telephone(demande.telephone).replace("\N{NO-BREAK SPACE}", " "),
    }
    lignes = [f"{libelle} : {valeurs[nom]}\n" for nom, libelle in LIBELLES.items() if valeurs[nom]]
    return f"{''.join(lignes)}\n{demande.texte}\n"

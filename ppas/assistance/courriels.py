"""The mails of the assistance and of the conversations between partners and caisses."""

from collections.abc import Mapping

from django.conf import settings

from ppas.assistance.models import Conversation, Demande
from ppas.caisses.courriels import au_nom_de
from ppas.caisses.models import Caisse
from ppas.partenaires.models import Convention
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


def message_au_partenaire(conversation: Conversation, destinataire: str) -> Message:
    """Tell the partner that its caisse has written: on what, and where to read it, never what (PLU-12)."""
    message = _message_a_lire(conversation, destinataire, f"La caisse {conversation.caisse}", "assistance:conversation")
    return au_nom_de(conversation.caisse, message)


def message_a_la_caisse(conversation: Conversation, destinataire: str) -> Message:
    """Tell the caisse that a partner has written: on what, and where to read it, never what (PLU-12)."""
    auteur = f"Le partenaire {conversation.partenaire}"
    return _message_a_lire(conversation, destinataire, auteur, "assistance:caisse_conversation")


def exemples(caisse: Caisse) -> list[tuple[str, Message]]:
    """Return what the portal sends about messages in the name of `caisse`: when, and the mail."""
    convention = Convention(pk=1, code="757300")
    conversation = Conversation(caisse=caisse, convention=convention)
    message = message_au_partenaire(conversation, "contact@exemple.fr")
    return [("Vous écrivez à un partenaire au sujet d’un dossier", message)]


def _message_a_lire(conversation: Conversation, destinataire: str, auteur: str, url: str) -> Message:
    adresse = adresse_complete(url, conversation.nature, conversation.dossier.pk)
    return Message(
        destinataire,
        "Un message vous attend sur le portail PPAS",
        f"Bonjour,\n\n{auteur} vous a écrit sur le portail Partenaires Action Sociale.\n"
        f"Objet : {conversation.titre}\n\n"
        f"Pour lire ce message et y répondre :\n{adresse}\n\n"
        f"Aucun autre mail ne vous sera envoyé sur ce sujet tant que ce message n’est pas lu.\n\n{SIGNATURE}",
    )


def _contenu(demande: Demande) -> str:
    valeurs: Mapping[str, str] = {nom: getattr(demande, nom) for nom in LIBELLES} | {
        "motif": demande.get_motif_display(),
        "telephone": telephone(demande.telephone).replace("\N{NO-BREAK SPACE}", " "),
    }
    lignes = [f"{libelle} : {valeurs[nom]}\n" for nom, libelle in LIBELLES.items() if valeurs[nom]]
    return f"{''.join(lignes)}\n{demande.texte}\n"

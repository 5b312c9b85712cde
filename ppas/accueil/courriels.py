"""The mails of « Contact »."""

from collections.abc import Mapping

from django.conf import settings

from ppas.socle.operations.courriels import Message

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


def demande_de_contact(demande: Mapping[str, str]) -> Message:
    """MAI-06: what somebody writes to the assistance."""
    return Message(settings.COURRIEL_ASSISTANCE, "Message du formulaire de contact", _contenu(demande))


def copie_de_contact(demande: Mapping[str, str]) -> Message:
    """MAI-06: its copy, to the sender."""
    return Message(
        demande["email"],
        "Votre message à l’assistance PPAS",
        "Bonjour,\n\nVotre message est transmis à l’assistance fonctionnelle de PPAS. En voici la copie.\n\n"
        f"{_contenu(demande)}\nCordialement\nAdministrateur PPAS\n",
    )


def _contenu(demande: Mapping[str, str]) -> str:
    lignes = [f"{libelle} : {demande[nom]}\n" for nom, libelle in LIBELLES.items() if demande[nom]]
    return f"{''.join(lignes)}\n{demande['texte']}\n"

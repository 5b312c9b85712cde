"""Writing to the assistance (SUP-04, MAI-06)."""

from collections.abc import Mapping

from django.db import transaction

from ppas.accueil.courriels import copie_de_contact, demande_de_contact
from ppas.socle.cadence import respecter
from ppas.socle.operations.courriels import mettre_en_file

PAR_HEURE, PAR_JOUR = 10, 5


def contacter(demande: Mapping[str, str], *, adresse: str) -> None:
    """Queue the message and its copy. `adresse` is the visitor's network address.

    Raises Refus("trop-de-demandes"): the copy must not serve to flood a stranger.
    """
    message = "Trop de messages ont été envoyés : celui-ci n’est pas parti. Réessayez plus tard, ou téléphonez."
    respecter("contact-adresse", adresse, limite=PAR_HEURE, secondes=3600, message=message)
    respecter("contact-mail", demande["email"].casefold(), limite=PAR_JOUR, secondes=24 * 3600, message=message)
    with transaction.atomic():
        mettre_en_file(demande_de_contact(demande))
        mettre_en_file(copie_de_contact(demande))

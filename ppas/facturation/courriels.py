"""Mails about invoicing. None names a beneficiary."""

from ppas.caisses.courriels import au_nom_de
from ppas.caisses.models import Caisse
from ppas.facturation.models import Courrier
from ppas.socle.operations.courriels import Message, adresse_complete

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"


def courrier_accepte(courrier: Courrier, destinataire: str) -> Message:
    """Tell the partner that the caisse took in an invoice sent by post (CAI-14)."""
    message = Message(
        destinataire=destinataire,
        sujet=f"{courrier} : accepté",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {courrier.caisse} a accepté la facture que vous lui avez adressée par courrier sous le "
            f"n° {courrier.numero}. Elle sera traitée dans un prochain paiement.\n\n"
            f"{_reponse(courrier)}{_page()}{SIGNATURE}"
        ),
    )
    return au_nom_de(courrier.caisse, message)


def courrier_refuse(courrier: Courrier, destinataire: str) -> Message:
    """Tell the partner that the caisse will not pay it, and why."""
    message = Message(
        destinataire=destinataire,
        sujet=f"{courrier} : refusé",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {courrier.caisse} a refusé la facture que vous lui avez adressée par courrier sous le "
            f"n° {courrier.numero}.\n\n"
            f"{_reponse(courrier)}{_page()}{SIGNATURE}"
        ),
    )
    return au_nom_de(courrier.caisse, message)


def exemples(caisse: Caisse) -> list[tuple[str, Message]]:
    """Return what the portal sends about letters in the name of `caisse`: when, and the mail, for an imaginary one."""
    courrier = Courrier(pk=1, caisse=caisse, reponse="La réponse de l’agent.")
    return [
        ("Vous acceptez un courrier", courrier_accepte(courrier, "contact@exemple.fr")),
        ("Vous refusez un courrier", courrier_refuse(courrier, "contact@exemple.fr")),
    ]


def _reponse(courrier: Courrier) -> str:
    return f"Réponse de la caisse : {courrier.reponse}\n\n" if courrier.reponse else ""


def _page() -> str:
    return f"Le détail est dans le portail :\n{adresse_complete('facturation:courriers')}\n\n"

"""Mails of the moderation: what waits, what was published, what is sent back."""

from ppas.comptes.models import Utilisateur
from ppas.publications.models.base import PagePortail
from ppas.socle.operations.courriels import Message, adresse_complete

SIGNATURE = "Cordialement\nLe portail Partenaires Action Sociale\n"


def a_relire(page: PagePortail, destinataire: Utilisateur, auteur: Utilisateur | None) -> Message:
    """To those who publish: a page waits for them."""
    qui = f"{auteur} soumet" if auteur else "Quelqu’un soumet"
    return _message(page, destinataire, "À relire", f"{qui} à votre relecture « {page.title} ».")


def publiee(page: PagePortail, destinataire: Utilisateur) -> Message:
    """To the author: his page is accepted."""
    return _message(page, destinataire, "Accepté", f"« {page.title} » est accepté et publié.")


def renvoyee(page: PagePortail, destinataire: Utilisateur, commentaire: str) -> Message:
    """To the author: his page is to be corrected."""
    suite = f"\n\nCommentaire : {commentaire}" if commentaire else ""
    texte = f"« {page.title} » vous est renvoyé : corrigez-le, puis soumettez-le à nouveau.{suite}"
    return _message(page, destinataire, "À corriger", texte)


def _message(page: PagePortail, destinataire: Utilisateur, quoi: str, texte: str) -> Message:
    adresse = adresse_complete("wagtailadmin_pages:edit", page.pk)
    titre = "".join(lettre if lettre.isprintable() else " " for lettre in page.title)
    return Message(
        destinataire=destinataire.mail,
        sujet=f"{quoi} : {titre[:80]}",
        corps=f"Bonjour,\n\n{texte}\n\n{adresse}\n\n{SIGNATURE}",
    )

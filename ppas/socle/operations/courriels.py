"""Queueing and sending mails: a mail leaves only from a row written in the transaction of its fact."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, EtatCourriel

DELAIS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
TEXTE_EFFACE = "[Texte effacé après l’envoi : il contenait un secret.]"


@dataclass(frozen=True)
class Message:
    """A mail as a domain's `courriels.py` builds it. `est_secret`: its text is erased once sent."""

    destinataire: str
    sujet: str
    corps: str
    est_secret: bool = False


def mettre_en_file(message: Message) -> Courriel:
    """Queue `message` in the current transaction; the worker sends it after the commit."""
    return Courriel.objects.create(
        destinataire=message.destinataire,
        sujet=message.sujet,
        corps=message.corps,
        est_secret=message.est_secret,
        cree_le=maintenant(),
        prochaine_tentative_le=maintenant(),
    )


@transaction.atomic
def envoyer(courriel_id: int) -> bool:
    """Send one queued mail and say whether it left.

    The row stays locked meanwhile, so that two workers never send it twice. A failure puts it off (1 minute to
    12 hours); after the last delay it is abandoned and stays in the log.
    """
    courriel = Courriel.objects.select_for_update(skip_locked=True).filter(pk=courriel_id).first()
    if courriel is None or courriel.etat != EtatCourriel.EN_FILE:
        return False
    try:
        EmailMessage(courriel.sujet, courriel.corps, settings.DEFAULT_FROM_EMAIL, [courriel.destinataire]).send()
    except OSError as erreur:
        _remettre(courriel, erreur)
        return False
    courriel.etat = EtatCourriel.ENVOYE
    courriel.envoye_le = maintenant()
    if courriel.est_secret and not settings.COURRIELS_CONSERVES:
        courriel.corps = TEXTE_EFFACE
    courriel.save()
    return True


def _remettre(courriel: Courriel, erreur: OSError) -> None:
    courriel.erreur = type(erreur).__name__
    if courriel.nb_tentatives == len(DELAIS):
        courriel.etat = EtatCourriel.ABANDONNE
    else:
        courriel.prochaine_tentative_le = maintenant() + DELAIS[courriel.nb_tentatives]
        courriel.nb_tentatives += 1
    courriel.save()

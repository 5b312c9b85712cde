"""Queueing and sending mails: a mail leaves only from a row written in the transaction of its fact.

Sending is in three steps, so that no transaction lasts as long as a mail server (docs/decisions/0042): take the mail,
speak to the server, write what came of it. A worker killed between the last two sends that mail twice, never none.
"""

from dataclasses import dataclass
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from ppas.socle.etats import changer_etat
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.refus import Refus

DELAIS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
"""Between two tries; the last one repeats."""
TENTATIVES_MAX = len(DELAIS) + 5 * 24
"""A mail is given up after some five days, as mail servers do (RFC 5321 §4.5.4.1)."""
BAIL = timedelta(minutes=5)
"""After which the worker that took a mail is held dead: far longer than a dialogue with the server may last."""
SERVEUR_ABSENT = timedelta(minutes=1)
DUREE_DES_SECRETS = timedelta(days=7)
PAR_TOUR = 50
TEXTE_EFFACE = "[Texte effacé : il contenait un secret.]"
OUVERTS = (EtatCourriel.EN_FILE, EtatCourriel.EN_COURS)
ERREUR_MAX = Courriel._meta.get_field("erreur").max_length


@dataclass(frozen=True)
class Message:
    """A mail as a domain's `courriels.py` builds it. `est_secret`: its text is erased once sent."""

    destinataire: str
    sujet: str
    corps: str
    est_secret: bool = False


def adresse_complete(nom: str, *args: object) -> str:
    """Return the address of the page whose URL is named `nom`, as a mail gives it."""
    return f"{settings.ADRESSE_DU_PORTAIL}{reverse(nom, args=args)}"


def mettre_en_file(message: Message) -> Courriel:
    """Queue `message` in the current transaction; the worker sends it after the commit.

    Raises Refus("courriel-incorrect") when the address or the subject could write another header.
    """
    try:
        validate_email(message.destinataire)
    except ValidationError as erreur:
        raise _incorrect("L’adresse mail n’est pas valable") from erreur
    if not message.sujet.isprintable():
        raise _incorrect("L’objet du mail contient un saut de ligne ou un caractère de contrôle")
    return Courriel.objects.create(
        destinataire=message.destinataire,
        sujet=message.sujet,
        corps=message.corps,
        est_secret=message.est_secret,
        cree_le=maintenant(),
        prochaine_tentative_le=maintenant(),
    )


def _incorrect(cause: str) -> Refus:
    return Refus("courriel-incorrect", f"{cause} : rien n’a été enregistré. Corrigez-la, puis recommencez.")


def courriels_dus() -> QuerySet[Courriel]:
    """Return what is to be sent now, what a dead worker had taken included."""
    return Courriel.objects.filter(etat__in=OUVERTS, prochaine_tentative_le__lte=maintenant())


def envoyer_les_dus() -> int:
    """Send the mails that are due, PAR_TOUR at most; return how many left. Without a server, all wait a minute."""
    nb = 0
    for pk in list(courriels_dus().order_by("pk").values_list("pk", flat=True)[:PAR_TOUR]):
        try:
            nb += envoyer(pk)
        except ConnectionError:
            courriels_dus().update(prochaine_tentative_le=maintenant() + SERVEUR_ABSENT)
            break
    return nb


def envoyer(courriel_id: int) -> bool:
    """Send one mail that is due and say whether it left; call it outside any transaction.

    A refusal for good (5xx for its recipient or its text) gives the mail up at once; any other failure puts it off.

    Raises ConnectionError when no server answered: the other mails need not try.
    """
    if not _prendre(courriel_id):
        return False
    courriel = Courriel.objects.get(pk=courriel_id)
    try:
        EmailMessage(courriel.sujet, courriel.corps, settings.DEFAULT_FROM_EMAIL, [courriel.destinataire]).send()
    except (OSError, ValueError) as erreur:
        _echouer(courriel, erreur)
        if isinstance(erreur, OSError) and not _a_repondu(erreur):
            raise ConnectionError from erreur
        return False
    efface = {"corps": TEXTE_EFFACE} if courriel.est_secret and not settings.COURRIELS_CONSERVES else {}
    _ecrire(courriel, etat=EtatCourriel.ENVOYE, envoye_le=maintenant(), erreur="", **efface)
    return True


def _prendre(courriel_id: int) -> bool:
    """Take the mail, unless another worker has; one statement, so that two never take it."""
    return bool(
        courriels_dus()
        .filter(pk=courriel_id)
        .update(
            etat=EtatCourriel.EN_COURS,
            nb_tentatives=F("nb_tentatives") + 1,
            prochaine_tentative_le=maintenant() + BAIL,
        )
    )


def _ecrire(courriel: Courriel, **champs: Any) -> None:
    Courriel.objects.filter(pk=courriel.pk, etat=EtatCourriel.EN_COURS).update(**champs)


def _echouer(courriel: Courriel, erreur: OSError | ValueError) -> None:
    if _est_definitive(erreur) or courriel.nb_tentatives >= TENTATIVES_MAX:
        _ecrire(courriel, etat=EtatCourriel.ABANDONNE, erreur=_cause(erreur))
        return
    delai = DELAIS[min(courriel.nb_tentatives, len(DELAIS)) - 1]
    _ecrire(courriel, etat=EtatCourriel.EN_FILE, erreur=_cause(erreur), prochaine_tentative_le=maintenant() + delai)


def _reponse(erreur: Exception) -> tuple[int, bytes | str] | None:
    """Return the code and the text by which a server refused this very mail, None for any other failure."""
    if isinstance(erreur, SMTPRecipientsRefused):
        return next(iter(erreur.recipients.values()), None)
    if isinstance(erreur, SMTPResponseException):
        return erreur.smtp_code, erreur.smtp_error
    return None


def _a_repondu(erreur: OSError) -> bool:
    refuse = isinstance(erreur, SMTPNotSupportedError) or _reponse(erreur) is not None
    return refuse and not isinstance(erreur, SMTPAuthenticationError)


def _est_definitive(erreur: Exception) -> bool:
    if isinstance(erreur, SMTPRecipientsRefused | SMTPDataError):
        code, _ = _reponse(erreur) or (0, "")
        return code >= 500  # noqa: PLR2004 -- RFC 5321: 5yz is permanent
    return isinstance(erreur, ValueError | SMTPNotSupportedError)


def _cause(erreur: Exception) -> str:
    """Return one printable line for the delivery log."""
    reponse = _reponse(erreur)
    if reponse:
        code, texte = reponse
        texte = texte.decode(errors="replace") if isinstance(texte, bytes) else texte
        cause = f"{code} {texte}"
    elif isinstance(erreur, OSError):
        cause = f"Serveur de messagerie injoignable ({type(erreur).__name__})"
    else:
        cause = f"Courriel impossible à composer ({type(erreur).__name__})"
    return "".join(c if c.isprintable() else " " for c in cause)[:ERREUR_MAX]


def renvoyer(courriel: Courriel, *, par: models.Model) -> None:
    """Put an abandoned mail back in the queue, with all its tries (LOG-22).

    Raises Refus("transition-interdite"), or Refus("texte-efface") when what it said is forgotten.
    """
    if courriel.corps == TEXTE_EFFACE:
        raise Refus(
            "texte-efface",
            "Ce mail contenait un mot de passe qui n’est plus valable : son texte est effacé. "
            "Demandez à la personne de passer par « Mot de passe oublié ? ».",
        )
    changer_etat(courriel, "renvoyer", par=par, prochaine_tentative_le=maintenant(), nb_tentatives=0)


def effacer_les_secrets() -> int:
    """Erase the text of secret mails that never left: the password in it is no longer valid (LOG-09)."""
    if settings.COURRIELS_CONSERVES:
        return 0
    perimes = Courriel.objects.filter(est_secret=True, cree_le__lt=maintenant() - DUREE_DES_SECRETS)
    return perimes.filter(~Q(corps=TEXTE_EFFACE), ~Q(etat__in=OUVERTS)).update(corps=TEXTE_EFFACE)


def purger_les_courriels() -> int:
    """Forget the mails that are over since CONSERVATION_COURRIELS; return how many went."""
    anciens = Courriel.objects.filter(cree_le__lt=maintenant() - settings.CONSERVATION_COURRIELS)
    nb, _ = anciens.exclude(etat__in=OUVERTS).delete()
    return nb

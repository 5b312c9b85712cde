"""Life of a captcha: a signed address that holds no answer, shown any number of times, answered once (REG-29)."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from ppas.socle.horloge import maintenant
from ppas.socle.models import CaptchaConsomme
from ppas.socle.regles.captcha import caracteres, image
from ppas.socle.regles.preuve import est_prouve

DUREE = timedelta(hours=1)
"""The form of registration takes time to fill in."""


@dataclass(frozen=True)
class Captcha:
    """One challenge: its characters follow from its number and from the secret key, so that nothing is stored."""

    numero: str

    @property
    def jeton(self) -> str:
        """What the page carries: the number, when it was given out, and a signature."""
        return _signataire().sign(self.numero)

    @property
    def reponse(self) -> str:
        """The characters to copy."""
        return caracteres(self._graine("reponse"))

    def image(self) -> bytes:
        """Return the picture (PNG)."""
        return image(self.reponse, self._graine("image"))

    def _graine(self, usage: str) -> bytes:
        return salted_hmac(f"ppas.captcha.{usage}", self.numero, algorithm="sha256").digest()


def nouveau_captcha() -> Captcha:
    """Return a challenge that nobody has seen."""
    return Captcha(secrets.token_urlsafe(12))


def lire_captcha(jeton: str) -> Captcha | None:
    """Return the challenge of `jeton`, or None when it is false or older than DUREE."""
    try:
        return Captcha(_signataire().unsign(jeton, max_age=DUREE))
    except signing.BadSignature:
        return None


def resoudre(jeton: str, *, saisie: str, preuve: str) -> bool:
    """Use up the challenge of `jeton`, and say whether the characters or the proof of work answer it.

    Whatever the answer, the challenge is spent: of two requests that send the same one, at most one succeeds.
    """
    captcha = lire_captcha(jeton)
    if captcha is None or not _consommer(captcha):
        return False
    if preuve:
        return est_prouve(captcha.numero, preuve)
    return constant_time_compare(saisie, captcha.reponse)


def _consommer(captcha: Captcha) -> bool:
    CaptchaConsomme.objects.filter(expire_le__lt=maintenant()).delete()
    try:
        with transaction.atomic():
            CaptchaConsomme.objects.create(numero=captcha.numero, expire_le=maintenant() + DUREE)
    except IntegrityError:
        return False
    return True


def _signataire() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="ppas.captcha")

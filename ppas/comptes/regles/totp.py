"""One-time codes of an authenticator application (RFC 6238: SHA-1, 6 digits, 30 seconds) and recovery codes."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

NB_CHIFFRES = 6
PERIODE = 30
"""Seconds that a code lasts."""
TOLERANCE = 1
"""Periods before and after the present one whose code is accepted: clocks differ."""
EMETTEUR = "PPAS"
NB_CODES_SECOURS = 10
SIGNES_SECOURS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONGUEUR_SECOURS = 10


def pas_de(instant: datetime) -> int:
    """Return the number of the period of `instant`."""
    return int(instant.timestamp()) // PERIODE


def code_du_pas(secret: bytes, pas: int) -> str:
    """Return the code of `secret` for that period (RFC 4226 §5.3)."""
    empreinte = hmac.digest(secret, struct.pack(">Q", pas), hashlib.sha1)
    debut = empreinte[-1] & 0x0F
    nombre = struct.unpack(">I", empreinte[debut : debut + 4])[0] & 0x7FFFFFFF
    return str(nombre % 10**NB_CHIFFRES).zfill(NB_CHIFFRES)


def pas_du_code(secret: bytes, code: str, instant: datetime) -> int | None:
    """Return the period to which `code` belongs, the present one or a neighbour; None when it is none of theirs."""
    present = pas_de(instant)
    for pas in range(present - TOLERANCE, present + TOLERANCE + 1):
        if hmac.compare_digest(code_du_pas(secret, pas).encode(), code.encode()):
            return pas
    return None


def en_lettres(secret: bytes) -> str:
    """Write `secret` as authenticator applications ask for it (base 32, without padding)."""
    return base64.b32encode(secret).decode().rstrip("=")


def adresse_otpauth(secret: bytes, login: str) -> str:
    """Return the address that the QR code holds."""
    return f"otpauth://totp/{EMETTEUR}:{quote(login)}?secret={en_lettres(secret)}&issuer={EMETTEUR}"


def normaliser(code: str) -> str:
    """Take away what people add for ease of reading, in codes of either kind."""
    return "".join(signe for signe in code.upper() if signe.isalnum())


def tirer_codes_secours() -> list[str]:
    """Draw the recovery codes, about 49 bits each, written in two groups."""
    moitie = LONGUEUR_SECOURS // 2
    tirages = (
        "".join(secrets.choice(SIGNES_SECOURS) for _ in range(LONGUEUR_SECOURS)) for _ in range(NB_CODES_SECOURS)
    )
    return [f"{tirage[:moitie]}-{tirage[moitie:]}" for tirage in tirages]

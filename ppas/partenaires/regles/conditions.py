"""The general conditions of registration: each acceptance is kept with the version accepted (REG-05)."""

from dataclasses import dataclass
from datetime import datetime

VERSION = "2026-11"
"""To be changed whenever the text of `templates/partenaires/_conditions.html` changes."""
EMPREINTES = {"2026-11": "9016ad85306ac0832ecc3185af99f6e79d471ea95bd1b391351547cad9f2f854"}
"""SHA-256 of each text that was ever shown, so that an acceptance kept says exactly what was accepted (REG-05)."""


@dataclass(frozen=True)
class Acceptation:
    """Which version was accepted, and when."""

    version: str
    le: datetime

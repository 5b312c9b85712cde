"""The general conditions of registration: each acceptance is kept with the version accepted (REG-05)."""

from dataclasses import dataclass
from datetime import datetime

VERSION = "2026-11"
"""To be changed whenever the text of `templates/partenaires/_conditions.html` changes."""


@dataclass(frozen=True)
class Acceptation:
    """Which version was accepted, and when."""

    version: str
    le: datetime

"""Documents joined to a line: which kinds are taken, told by their first bytes and not by their name."""

from dataclasses import dataclass

TAILLE_MAX = 10 * 1024 * 1024
"""Bytes of one document."""
SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
NB_OCTETS = max(map(len, SIGNATURES.values()))


def type_de(debut: bytes) -> str | None:
    """Return the kind of document that begins with these bytes; None when it is none of those taken."""
    return next((nom for nom, signature in SIGNATURES.items() if debut.startswith(signature)), None)


@dataclass(frozen=True, slots=True)
class Manque:
    """A document that a line cannot be validated without; shown among the anomalies of the form."""

    nature: str

    @property
    def message(self) -> str:
        """What is wrong."""
        return f"Le document « {self.nature} » n’est pas joint."

    @property
    def remede(self) -> str:
        """What to do."""
        return "Joignez le devis et la facture des travaux (PDF, PNG ou JPEG, 10 Mo au plus)."

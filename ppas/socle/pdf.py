"""Tagged and archivable PDF (PDF/UA-1 and PDF/A-3a) made by typst from a template and data that is never markup."""

import json
import unicodedata
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

RACINE = Path(__file__).resolve().parent.parent
"""All that a template may read: the templates and pictures of the portal."""

ECRITURES = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x250),  # Latin
    range(0x300, 0x370),  # accents that no letter has absorbed
    range(0x370, 0x400),  # Greek
    range(0x400, 0x483),  # Cyrillic
    range(0x1E00, 0x1F00),  # Latin, Vietnamese included
    range(0x2010, 0x2028),  # dashes, quotation marks, dots
    range(0x2030, 0x203F),
    range(0x20A0, 0x20C0),  # currencies
)
"""What the fonts carried by typst can draw; PDF/A refuses any other character, and those of the machine vary."""

POLICES = typst.Fonts(include_system_fonts=False)
"""Typst's own fonts, parsed once: it would otherwise read them again for each document, half of its time."""
INCONNU = "\N{REPLACEMENT CHARACTER}"


def composer(gabarit: Path, donnees: dict[str, Any], *, le: datetime, piece: str = "") -> bytes:
    """Return the PDF of `gabarit`, a typst file under `ppas/`, for `donnees`.

    The template reads them by `json(bytes(sys.inputs.donnees))`: a text stays a text, whatever it holds; a
    character that no font of typst can draw becomes « � ». `piece` is a text that the template attaches as it is
    (`sys.inputs.piece`). The document is dated `le`, so that the same data gives the same bytes.
    """
    return typst.compile(
        str(gabarit),
        root=str(RACINE),
        sys_inputs={"donnees": json.dumps(_ecrivable(donnees)), "piece": piece},
        format="pdf",
        pdf_standards=["ua-1", "a-3a"],
        font_paths=POLICES,
        ignore_system_fonts=True,
        timestamp=int(le.timestamp()),
    )


def ecrivable(texte: str) -> str:
    """Return `texte` with its spaces plain and each character that cannot be drawn replaced."""
    if texte.isascii() and texte.isprintable() and "  " not in texte and texte.strip() == texte:
        return texte
    compose = " ".join(unicodedata.normalize("NFC", texte).split())
    return "".join(c if est_ecrivable(c) else INCONNU for c in compose)


@lru_cache(maxsize=4096)
def est_ecrivable(caractere: str) -> bool:
    """Say whether typst's own fonts can draw this character."""
    connu = any(ord(caractere) in ecriture for ecriture in ECRITURES)
    return connu and unicodedata.category(caractere) not in {"Cc", "Cf", "Cn", "Co", "Cs"}


def _ecrivable(valeur: Any) -> Any:
    if isinstance(valeur, str):
        return ecrivable(valeur)
    if isinstance(valeur, dict):
        return {cle: _ecrivable(v) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [_ecrivable(v) for v in valeur]
    return valeur

"""The chain of the journal: each seal depends on every row before it (docs/decisions/0040)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ORIGINE = ""
"""What the first seal is chained to."""


def empreinte(precedente: str, contenu: Mapping[str, Any]) -> str:
    """Return the seal of a row, in hexadecimal: sha256 of the seal before it and of the row.

    `contenu` holds JSON values only. Empty ones are left out, so that a column added later, empty in the rows
    already sealed, leaves their seals right.
    """
    pleins = {nom: valeur for nom, valeur in contenu.items() if valeur not in (None, "", {}, [])}
    texte = json.dumps(pleins, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{precedente}\n{texte}".encode()).hexdigest()

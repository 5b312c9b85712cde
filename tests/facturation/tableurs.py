"""What a person does to a downloaded month in a spreadsheet."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

PREMIERE = 5
"""Number of the first row to fill in: a title, two notes and a header come before."""
OUVRABLES, DIMANCHES, SANS_HEURES = "J", "K", "L"


def remplir(octets: bytes, cellules: Mapping[str, Any], faire: Callable[[Worksheet], Any] | None = None) -> bytes:
    """Return the workbook once these cells are typed, and once `faire` did something else to its sheet."""
    classeur = load_workbook(io.BytesIO(octets))
    feuille = classeur["Saisie"]
    for adresse, valeur in cellules.items():
        feuille[adresse] = valeur
    if faire:
        faire(feuille)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()

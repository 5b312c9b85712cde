"""Reading a workbook that somebody sends: checked before it is opened, then read as values only."""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from ppas.socle.refus import Refus
from ppas.socle.regles.archive import defaut_archive

LIGNES_MAX = 20_000
COLONNES_MAX = 40

type Valeur = str | float | bool | date | datetime | time | timedelta | None
"""What a cell holds once its formula is computed: a number under a format of date is a date, or a duration."""


def lire_feuille(octets: bytes, nom: str) -> list[tuple[Valeur, ...]]:
    """Return the rows of the sheet `nom`, first to last, each of COLONNES_MAX cells at most; trailing empty rows go.

    Raises Refus("classeur-refuse") whatever is wrong with `octets`, and nothing else.
    """
    raison = defaut_archive(octets)
    if raison is None:
        try:
            return _lire(octets, nom)
        except _TropDeLignes:
            raison = f"il dépasse {LIGNES_MAX} lignes"
        except KeyError:
            raison = f"la feuille « {nom} » n’y est pas"
        except Exception:  # noqa: BLE001 (a part that is well formed XML may still be nothing that openpyxl knows)
            raison = "son contenu n’est pas celui d’un classeur"
    raise Refus(
        "classeur-refuse",
        f"Ce fichier ne peut pas être lu : {raison}. Rien n’a été enregistré.",
    )


class _TropDeLignes(Exception):
    """More rows than anybody fills in."""


def _lire(octets: bytes, nom: str) -> list[tuple[Valeur, ...]]:
    classeur = load_workbook(io.BytesIO(octets), read_only=True, data_only=True, keep_links=False)
    try:
        page = classeur[nom]
        lignes: list[Any] = list(page.iter_rows(max_row=LIGNES_MAX + 1, max_col=COLONNES_MAX, values_only=True))
    finally:
        classeur.close()
    while lignes and all(valeur is None for valeur in lignes[-1]):
        lignes.pop()
    if len(lignes) > LIGNES_MAX:
        raise _TropDeLignes
    return lignes

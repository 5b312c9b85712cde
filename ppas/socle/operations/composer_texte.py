"""A text of the portal as a PDF to print, tagged and archivable."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ppas.socle.pdf import composer
from ppas.socle.regles.affichage import date_fr

GABARIT = Path(__file__).resolve().parents[1] / "gabarits" / "texte.typ"

type Bloc = dict[str, Any]


def composer_texte(titre: str, sous_titre: str, blocs: Sequence[Bloc], *, le: datetime) -> bytes:
    """Return the PDF of a text made of `blocs` (see `gabarits/texte.typ`), in its edition of the day of `le`."""
    donnees = {"titre": titre, "sous_titre": sous_titre, "edition": f"édition du {date_fr(le)}", "blocs": list(blocs)}
    return composer(GABARIT, donnees, le=le)


def titre(texte: str, niveau: int = 2) -> Bloc:
    """A heading."""
    return {"type": "titre", "texte": texte, "niveau": niveau}


def texte(phrases: str) -> Bloc:
    """A paragraph."""
    return {"type": "texte", "texte": phrases}


def liste(*elements: str) -> Bloc:
    """A list."""
    return {"type": "liste", "elements": list(elements)}


def extrait(lignes: str) -> Bloc:
    """A piece of a file; each line with its indentation apart, since a document's spaces are made plain."""
    return {"type": "extrait", "lignes": [[len(brute) - len(brute.lstrip()), brute] for brute in lignes.splitlines()]}


def tableau(colonnes: Sequence[str], lignes: Sequence[Sequence[str]], largeurs: Sequence[int]) -> Bloc:
    """A table; `largeurs` are the shares of its columns."""
    return {
        "type": "tableau",
        "colonnes": list(colonnes),
        "lignes": [list(ligne) for ligne in lignes],
        "largeurs": list(largeurs),
    }


def fiche(*champs: tuple[str, str]) -> Bloc:
    """Names and values; a field without a value is left out."""
    return {"type": "fiche", "champs": [list(champ) for champ in champs if champ[1]]}


def a_remplir(*champs: str) -> Bloc:
    """Labels followed by a line to write on."""
    return {"type": "a-remplir", "champs": list(champs)}


def cases(*elements: str) -> Bloc:
    """Boxes to tick."""
    return {"type": "cases", "elements": list(elements)}

"""Which names a structure may give to its next files: months not invoiced yet, and complements (FIL-03, FIL-04, D7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.facturation.regles.nom_fichier import EXTENSION, NomFichier

MOIS_PROPOSES = 6
COMPLEMENTS_PROPOSES = 3


@dataclass(frozen=True, slots=True)
class NomPropose:
    """A free name. `complement` (2, 3…) when the month has been invoiced by file before; None for a first file."""

    nom: str
    echeance: date | None = None
    complement: int | None = None


def noms_amd(
    caisse: str,
    structure: str,
    *,
    echeances: Sequence[date],
    utilises: Collection[NomFichier],
    saisies: Collection[date] = (),
) -> list[NomPropose]:
    """Return the names for `echeances`, first days of months, the newest first: those never invoiced, then complements.

    `utilises`: names of deposits that count; `saisies`: months validated on line, for which nothing is proposed.
    """
    premiers, complements = [], []
    for echeance in echeances:
        nom = NomFichier(caisse, structure, PRESTATION_AMD, echeance=echeance)
        rangs = [lu.complement or 1 for lu in utilises if replace(lu, complement=None) == nom]
        if rangs:
            suivant = max(rangs) + 1
            complement = replace(nom, complement=suivant)
            complements.append(NomPropose(complement.reference + EXTENSION, echeance, suivant))
        elif echeance not in saisies:
            premiers.append(NomPropose(nom.reference + EXTENSION, echeance))
    return premiers[:MOIS_PROPOSES] + complements[:COMPLEMENTS_PROPOSES]


def nom_du_jour(
    caisse: str, structure: str, prestation: str, *, le: date, utilises: Collection[NomFichier]
) -> NomPropose | None:
    """Return the name of a file of `prestation` issued on `le`; None when it has served: the next is tomorrow's."""
    nom = NomFichier(caisse, structure, prestation, date_emission=le)
    return None if nom in utilises else NomPropose(nom.reference + EXTENSION)

"""Whom the demonstration helps, by which structure, and how many hours a month: the same persons as `exemples/`."""

import csv
import random
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.prises_en_charge.regles.fichier import COLONNES
from ppas.socle.regles.table import ecrire_csv

EXEMPLES = Path(__file__).parents[3] / "exemples"
PERSONNES = Path(__file__).parents[1] / "donnees" / "personnes.csv"
DIMANCHE_CENTIEMES = 1_50
QUART_D_HEURE = 25


@dataclass(frozen=True)
class Personne:
    """A beneficiary. `rang` begins at 0 in his structure; the grant is monthly hours, or a ceiling in euros."""

    rang: int
    nir: str
    nom: str
    prenom: str
    date_naissance: str
    commune: str
    quantite_mensuelle: str
    plafond_total: str
    taux_participation: str


@dataclass(frozen=True)
class Structure:
    """A convention that invoices: what its files are named by, and the number of its first grant."""

    cle: str
    caisse: str
    code_convention: str
    identifiant: str
    prestation: str
    premier_no: int

    def no_pec(self, personne: Personne, annee: int) -> str:
        """Return the number of the grant of that year."""
        return f"{annee}{self.premier_no + personne.rang:06d}"


VAL_DE_SAONE = Structure("val-de-saone", "03", "AMD2123", "21231300", PRESTATION_AMD, 4501)
VAL_DE_SAONE_HABITAT = Structure("val-de-saone-habitat", "03", "HAB2123", "21231300", "PPP014", 9001)
HABITAT = Structure("habitat", "03", "HAB2140", "21401400", "PPP014", 140001)
ARTOIS = Structure("artois", "04", "AMD6204", "62045500", PRESTATION_AMD, 620001)
JOURS_HEUREUX = Structure("jours-heureux", "03", "AMD3901", "39012700", PRESTATION_AMD, 390001)
RANGS_HABITAT = (2, 6, 10)
"""Persons of the Val de Saône who also have works done: the three of `factures/03_171126_014_21231300.xml`."""
PLAFOND_HABITAT = "3500.00"
"""In euros: the highest ceiling of the housing aid."""


def personnes(structure: Structure) -> list[Personne]:
    """Return the beneficiaries of `structure`, in the order of their grants."""
    if structure is VAL_DE_SAONE_HABITAT:
        voisins = personnes(VAL_DE_SAONE)
        return [
            Personne(rang, v.nir, v.nom, v.prenom, v.date_naissance, v.commune, "", PLAFOND_HABITAT, "35.00")
            for rang, v in enumerate(voisins[rang] for rang in RANGS_HABITAT)
        ]
    if structure is VAL_DE_SAONE:
        rangees = _lire(EXEMPLES / "prises-en-charge.csv")
    else:
        rangees = (rangee for rangee in _lire(PERSONNES) if rangee["structure"] == structure.cle)
    champs = list(Personne.__dataclass_fields__)[1:]
    return [Personne(rang, *(rangee[champ] for champ in champs)) for rang, rangee in enumerate(rangees)]


def _lire(chemin: Path) -> Iterator[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source, delimiter=";", strict=True)


def prises_en_charge(structure: Structure, annee: int) -> bytes:
    """Return the `prises-en-charge` file that grants a whole year to every person of `structure`."""
    rangees = [
        (
            structure.no_pec(personne, annee),
            personne.nir,
            personne.nom,
            personne.prenom,
            date.fromisoformat(personne.date_naissance),
            personne.commune,
            structure.code_convention,
            structure.prestation,
            date(annee, 1, 1),
            date(annee, 12, 31),
            date(annee - 1, 12, 15),
            personne.quantite_mensuelle,
            personne.plafond_total,
            personne.taux_participation,
        )
        for personne in personnes(structure)
    ]
    return b"".join(ecrire_csv([colonne.nom for colonne in COLONNES], rangees))


def heures(personne: Personne, echeance: date) -> tuple[int, int]:
    """Return the hours done in the month `echeance`, on ordinary days and on Sundays, in hundredths.

    Always the same for the same person and month, and never more than what is granted.
    """
    hasard = random.Random(f"{personne.nir} {echeance:%Y%m}")
    accordees = int(Decimal(personne.quantite_mensuelle).scaleb(2))
    total = accordees * hasard.randint(75, 100) // 100 // QUART_D_HEURE * QUART_D_HEURE
    dimanches = DIMANCHE_CENTIEMES if hasard.random() < 1 / 4 else 0
    return total - dimanches, dimanches


def mois_apres(echeance: date, nombre: int) -> date:
    """Return the first day of the month `nombre` months after that of `echeance`, before it when negative."""
    rang = echeance.year * 12 + echeance.month - 1 + nombre
    return date(rang // 12, rang % 12 + 1, 1)


def dernier_jour(echeance: date) -> date:
    """Return the last day of the month of `echeance`."""
    return echeance.replace(day=monthrange(echeance.year, echeance.month)[1])

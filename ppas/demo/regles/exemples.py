"""The files of `exemples/`, moved to the month that the demonstration leaves to be invoiced.

They are written for October 2026, judged on 21 November 2026: moved to that day, they are left as they are. Moved to
another month they keep their faults, but for the one that hangs on the calendar (L09, a week without a Sunday).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ppas.demo.regles.structures import (
    EXEMPLES,
    JOURS_HEUREUX,
    dernier_jour,
    heures,
    mois_apres,
    personnes,
    prises_en_charge,
)
from ppas.facturation.regles.composition import LigneAEcrire, ecrire
from ppas.facturation.regles.exemples import LE
from ppas.facturation.regles.nom_fichier import NomFichier

ECHEANCE = date(2026, 10, 1)
DECALES = {"prises-en-charge.csv", "flux/prises-en-charge.csv"}
"""The right grants; the wrong ones and the two other flux show a layout, which has no date of its own."""
FLUX_DATES = {"flux/commandes-evaluation.csv", "flux/annulations-commandes.csv"}
"""Those of orders, which move by months as the invoices do."""
ENCODAGE = "latin-1"
"""Only digits change: any encoding that keeps ASCII would do, and this one gives back every byte."""

_NOM_AMD = re.compile(r"(?<=_)(\d{4})(\d{2})(?=$|-|\.|<)")
_NOM_AUTRE = re.compile(r"(?<=^\w\w_)(\d{2})(\d{2})(\d{2})(?=_\d{3}_)")
_REFERENCE = re.compile("(?<=<rf-borfact>)[^<]+")
_ECHEANCE = re.compile(r"(?<=<echeance>)(\d{4})(\d{2})(?=<)")
_DATE = re.compile(r"(?<=>)(\d{4})-(\d{2})-(\d{2})(?=<)")
_ANNEE_PEC = re.compile(r"(?<=<no-pec>)\d{4}")
_JOUR_DE_FLUX = re.compile(r"(?<=;)(2[0-9]{3})-([0-9]{2})-([0-9]{2})(?=;)")
_DATES_DE_PEC = (8, 9, 10)
_RANGEE_DU_README = re.compile(r"^\| `([^`]+)` \| ([^|]+?) \|", re.MULTILINE)


@dataclass(frozen=True)
class Fichier:
    """An example ready to be sent: its path, its bytes, what the README says of it."""

    chemin: str
    octets: bytes
    description: str


def fichiers(*, le: date) -> list[Fichier]:
    """Return every example as it must be to be sent on `le`, in the order of the README."""
    textes = dict(_RANGEE_DU_README.findall((EXEMPLES / "README.md").read_text("utf-8")))
    echeance = mois_apres(le, -1)
    nombre = (echeance.year - ECHEANCE.year) * 12 + echeance.month - ECHEANCE.month
    inscription = dict(_inscription(echeance))
    ecrits = []
    for origine, texte in textes.items():
        dossier, _, nom = origine.rpartition("/")
        octets = (EXEMPLES / origine).read_bytes()
        if dossier == "factures":
            nom, octets = _decaler(nom, octets, nombre, le)
        elif dossier == "inscription":
            nom = _decaler_nom(nom, nombre)
            octets = inscription[nom]
        elif origine in FLUX_DATES:
            octets = _decaler_flux(octets.decode(), nombre, le)
        elif origine in DECALES:
            octets = _decaler_csv(octets.decode(), echeance.year - ECHEANCE.year)
        ecrits.append(Fichier(f"{dossier}/{nom}".removeprefix("/"), octets, texte))
    return ecrits


def _inscription(echeance: date) -> Iterator[tuple[str, bytes]]:
    """Yield what a structure that registers needs to invoice its first month: its grants, its file."""
    yield "prises-en-charge.csv", prises_en_charge(JOURS_HEUREUX, echeance.year)
    nom = NomFichier(JOURS_HEUREUX.caisse, JOURS_HEUREUX.identifiant, JOURS_HEUREUX.prestation, echeance=echeance)
    lignes = [
        LigneAEcrire(
            JOURS_HEUREUX.no_pec(personne, echeance.year),
            personne.nir,
            personne.nom,
            personne.prenom,
            echeance,
            dernier_jour(echeance),
            *heures(personne, echeance),
        )
        for personne in personnes(JOURS_HEUREUX)
    ]
    yield ecrire(nom, lignes, emise_le=mois_apres(echeance, 1))


def _decaler(nom: str, octets: bytes, nombre: int, le: date) -> tuple[str, bytes]:
    """Move a file by `nombre` months, or by one less when its day would be to come."""
    autre = _NOM_AUTRE.search(nom)
    if autre:
        jour, mois, annee = map(int, autre.groups())
        if _mois_plus_tard(date(2000 + annee, mois, jour), nombre) > le:
            nombre -= 1
    texte = octets.decode(ENCODAGE)
    premiere = _DATE.search(texte.partition("<lignes>")[2])
    annees = _mois_plus_tard(_jour(premiere), nombre).year - _jour(premiere).year if premiere else 0
    texte = _REFERENCE.sub(lambda m: _decaler_nom(m[0], nombre), texte)
    texte = _ECHEANCE.sub(lambda m: f"{mois_apres(date(int(m[1]), int(m[2]), 1), nombre):%Y%m}", texte)
    texte = _DATE.sub(lambda m: _decaler_date(m, nombre, le), texte)
    texte = _ANNEE_PEC.sub(lambda m: str(int(m[0]) + annees), texte)
    return _decaler_nom(nom, nombre), texte.encode(ENCODAGE)


def _decaler_nom(nom: str, nombre: int) -> str:
    autre = _NOM_AUTRE.search(nom)
    if autre:
        jour, mois, annee = map(int, autre.groups())
        return _NOM_AUTRE.sub(f"{_mois_plus_tard(date(2000 + annee, mois, jour), nombre):%d%m%y}", nom)
    return _NOM_AMD.sub(lambda m: f"{mois_apres(date(int(m[1]), int(m[2]), 1), nombre):%Y%m}", nom)


def _decaler_date(lue: re.Match[str], nombre: int, le: date) -> str:
    """Move a day: past, it stays so; to come, or of no calendar, it was so on purpose."""
    try:
        jour = _jour(lue)
    except ValueError:
        return lue[0]
    plus_tard = _mois_plus_tard(jour, nombre)
    return (min(plus_tard, le) if jour <= LE else plus_tard).isoformat()


def _mois_plus_tard(jour: date, nombre: int) -> date:
    """Return the same day `nombre` months later; the last day of a month gives the last day of the other."""
    mois = mois_apres(jour, nombre)
    fin = dernier_jour(mois)
    return fin if jour == dernier_jour(jour) else mois.replace(day=min(jour.day, fin.day))


def _jour(lu: re.Match[str]) -> date:
    return date(int(lu[1]), int(lu[2]), int(lu[3]))


def _decaler_flux(texte: str, nombre: int, le: date) -> bytes:
    """Move the orders and their cancellations, not the persons' dates of birth, which are of another century."""
    return _JOUR_DE_FLUX.sub(lambda lue: _decaler_date(lue, nombre, le), texte).encode()


def _decaler_csv(texte: str, annees: int) -> bytes:
    """Move grants by whole years: their numbers and their dates, not the persons' dates of birth."""
    entete, *lignes = texte.splitlines(keepends=True)
    for rang, ligne in enumerate(lignes):
        cellules = ligne.split(";")
        cellules[0] = f"{int(cellules[0][:4]) + annees}{cellules[0][4:]}"
        for colonne in _DATES_DE_PEC:
            jour = date.fromisoformat(cellules[colonne])
            cellules[colonne] = jour.replace(year=jour.year + annees).isoformat()
        lignes[rang] = ";".join(cellules)
    return "".join([entete, *lignes]).encode()

"""The `conventions` flux (formats.md §3): its columns, and what makes a line of it wrong."""

from collections.abc import Collection, Iterator
from typing import BinaryIO

from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.identifiants import (
    defauts_code_convention,
    defauts_identifiant_structure,
    defauts_siret,
    sans_separateurs,
)
from ppas.socle.regles.table import Colonne, Fautes, Ligne, jour, lire_csv, texte

LONGUEUR_CODE = 30


def _code(valeur: str) -> str:
    if defauts_code_convention(valeur) or len(valeur) > LONGUEUR_CODE:
        raise ValueError(f"« {valeur[:40]} » lu ; attendu : {LONGUEUR_CODE} lettres ou chiffres au plus, sans espace.")
    return valeur


def _siret(valeur: str) -> str:
    for defaut in defauts_siret(valeur):
        raise ValueError(defaut)
    return sans_separateurs(valeur)


def _identifiant(valeur: str) -> str:
    for defaut in defauts_identifiant_structure(valeur):
        raise ValueError(defaut)
    return valeur


COLONNES = (
    Colonne("code_convention", _code),
    Colonne("type", texte(20)),
    Colonne("siret", _siret, est_obligatoire=False),
    Colonne("nom", texte(120)),
    Colonne("identifiant_structure", _identifiant, est_obligatoire=False),
    Colonne("date_debut", jour),
    Colonne("date_fin", jour, est_obligatoire=False),
)


def lire_conventions(fichier: BinaryIO, fautes: Fautes, *, types: Collection[str]) -> Iterator[Ligne]:
    """Yield the right lines of `fichier`; note in `fautes` what is wrong with the others. `types` are the codes."""
    codes: dict[str, int] = {}
    for ligne in lire_csv(fichier, COLONNES, fautes):
        defauts = list(_defauts(ligne, types, codes))
        for champ, raison in defauts:
            fautes.ajouter(ligne.numero, champ, raison)
        if not defauts:
            yield ligne


def _defauts(ligne: Ligne, types: Collection[str], codes: dict[str, int]) -> Iterator[tuple[str, str]]:
    premiere = codes.setdefault(ligne["code_convention"].casefold(), ligne.numero)
    if premiere != ligne.numero:
        yield "code_convention", f"ce code est déjà celui de la ligne {premiere}."
    if ligne["type"] not in types:
        yield "type", f"« {ligne['type']} » lu ; attendu : {', '.join(sorted(types))}."
    if ligne["date_fin"] and ligne["date_fin"] < ligne["date_debut"]:
        yield "date_fin", f"la fin, {date_fr(ligne['date_fin'])}, précède le début, {date_fr(ligne['date_debut'])}."

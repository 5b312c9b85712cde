"""The `prises-en-charge` flux (formats.md §3): its columns, and what makes a line of it wrong."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from ppas.socle.regles import nir as regles_nir
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.table import Colonne, Fautes, Ligne, centiemes, forme, jour, lire_csv, texte

QUANTITE_MAX = 1_000_000
"""10 000 hours or packages a month, in hundredths: beyond, a decimal point was lost."""
PLAFOND_MAX = 100_000_000
"""One million euros, in cents."""


def _nir(valeur: str) -> str:
    """Read a NIR with or without spaces; its number is never repeated in the fault."""
    compact = valeur.replace(" ", "").upper()
    defaut = regles_nir.defaut(compact)
    if defaut:
        raise ValueError(f"{defaut[:1].lower()}{defaut[1:]}.")
    return compact


COLONNES = (
    Colonne("no_pec", forme("[A-Za-z0-9]{1,20}", "1 à 20 lettres ou chiffres")),
    Colonne("nir", _nir),
    Colonne("nom", texte(80)),
    Colonne("prenom", texte(80)),
    Colonne("date_naissance", jour),
    Colonne("commune", texte(80)),
    Colonne("code_convention", texte(30)),
    Colonne("prestation", forme("PPP[0-9]{3}", "« PPP » et trois chiffres")),
    Colonne("date_debut", jour),
    Colonne("date_fin", jour),
    Colonne("date_notification", jour),
    Colonne("quantite_mensuelle", centiemes(QUANTITE_MAX), est_obligatoire=False),
    Colonne("plafond_total", centiemes(PLAFOND_MAX), est_obligatoire=False),
    Colonne("taux_participation", centiemes(10_000)),
)


@dataclass(frozen=True, slots=True)
class ConventionVue:
    """What the rules need of a validated convention of the caisse. `type_id` is its kind of partner."""

    id: int
    partenaire_id: int
    type_id: int


@dataclass(frozen=True, slots=True)
class PrestationVue:
    """What the rules need of a prestation. `types` are the kinds of partner that it is open to."""

    id: int
    unite: str
    types: frozenset[int]


@dataclass(frozen=True, slots=True)
class PriseEnChargeLue:
    """A right line: the grant with the objects it names."""

    ligne: Ligne
    convention: ConventionVue
    prestation: PrestationVue


def lire_prises_en_charge(
    fichier: BinaryIO,
    fautes: Fautes,
    *,
    conventions: Mapping[str, ConventionVue],
    prestations: Mapping[str, PrestationVue],
) -> Iterator[PriseEnChargeLue]:
    """Yield the right lines of `fichier`; note in `fautes` what is wrong with the others.

    `conventions` are those validated by the caisse, by case-folded code; `prestations` by code.
    """
    numeros: dict[str, int] = {}
    identites: dict[str, tuple[int, int]] = {}
    for ligne in lire_csv(fichier, COLONNES, fautes):
        convention = conventions.get(ligne["code_convention"].casefold())
        prestation = prestations.get(ligne["prestation"])
        defauts = [
            *_defauts_de_reference(ligne, convention, prestation),
            *_defauts_de_dates(ligne),
            *_defauts_de_repetition(ligne, numeros, identites),
        ]
        for champ, raison in defauts:
            fautes.ajouter(ligne.numero, champ, raison)
        if convention and prestation and not defauts:
            yield PriseEnChargeLue(ligne, convention, prestation)


def _defauts_de_reference(
    ligne: Ligne, convention: ConventionVue | None, prestation: PrestationVue | None
) -> Iterator[tuple[str, str]]:
    if convention is None:
        yield (
            "code_convention",
            f"« {ligne['code_convention']} » n’est le code d’aucune convention validée de votre caisse.",
        )
    if prestation is None:
        yield "prestation", f"« {ligne['prestation']} » n’est pas une prestation connue."
        return
    if convention and convention.type_id not in prestation.types:
        yield "prestation", f"« {ligne['prestation']} » n’est pas ouverte au type de cette convention."
    if prestation.unite == "heure" and not ligne["quantite_mensuelle"]:
        yield "quantite_mensuelle", "une prestation en heures a une quantité mensuelle, au-dessus de zéro."
    elif prestation.unite == "montant" and not ligne["plafond_total"]:
        yield "plafond_total", "une prestation en montant a un plafond, au-dessus de zéro."
    elif not (ligne["quantite_mensuelle"] or ligne["plafond_total"]):
        yield "quantite_mensuelle", "il faut une quantité mensuelle ou un plafond, au-dessus de zéro."


def _defauts_de_dates(ligne: Ligne) -> Iterator[tuple[str, str]]:
    debut: date = ligne["date_debut"]
    if ligne["date_fin"] < debut:
        yield "date_fin", f"la fin, {date_fr(ligne['date_fin'])}, précède le début, {date_fr(debut)}."
    if ligne["date_naissance"] >= debut:
        yield "date_naissance", "cette date n’est pas antérieure au début de la prise en charge."


def _defauts_de_repetition(
    ligne: Ligne, numeros: dict[str, int], identites: dict[str, tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    premiere = numeros.setdefault(ligne["no_pec"], ligne.numero)
    if premiere != ligne.numero:
        yield "no_pec", f"ce numéro est déjà celui de la ligne {premiere}."
    # A hash, not the identity itself: 100 000 lines stay light.
    identite = hash(tuple(ligne[champ] for champ in ("nom", "prenom", "date_naissance", "commune")))
    premiere, connue = identites.setdefault(ligne["nir"], (ligne.numero, identite))
    if identite != connue:
        yield "nir", f"ce NIR est celui d’une autre identité à la ligne {premiere}."

"""The `commandes-evaluation` flux (formats.md §3): its columns, its faults, and which orders it changes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from ppas.socle.regles import nir as regles_nir
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.identifiants import sans_separateurs
from ppas.socle.regles.table import Colonne, Fautes, Ligne, forme, jour, lire_csv, texte

NATURES = ("premiere", "reexamen")
MOTIF_NUMERO = "[A-Za-z0-9][A-Za-z0-9._/-]{0,19}"
NUMERO_ATTENDU = "1 à 20 lettres, chiffres, . _ / ou -"
_TELEPHONE = re.compile("[0-9]{10}")


def _nir(valeur: str) -> str:
    """Read a NIR with or without spaces; its number is never repeated in the fault."""
    compact = valeur.replace(" ", "").upper()
    defaut = regles_nir.defaut(compact)
    if defaut:
        raise ValueError(f"{defaut[:1].lower()}{defaut[1:]}.")
    return compact


def _telephone(valeur: str) -> str:
    chiffres = sans_separateurs(valeur)
    if not _TELEPHONE.fullmatch(chiffres):
        raise ValueError(f"« {valeur[:40]} » lu ; attendu : 10 chiffres.")
    return chiffres


COLONNES = (
    Colonne("no_commande", forme(MOTIF_NUMERO, NUMERO_ATTENDU)),
    Colonne("nir", _nir),
    Colonne("nom", texte(80)),
    Colonne("prenom", texte(80)),
    Colonne("date_naissance", jour),
    Colonne("adresse", texte(160)),
    Colonne("code_postal", forme("[0-9]{5}", "5 chiffres")),
    Colonne("commune", texte(80)),
    Colonne("telephone", _telephone, est_obligatoire=False),
    Colonne("code_convention", texte(30)),
    Colonne("nature", forme("|".join(NATURES), " ou ".join(f"« {nature} »" for nature in NATURES))),
    Colonne("motif", texte(200), est_obligatoire=False),
    Colonne("date_commande", jour),
    Colonne("date_limite", jour),
    Colonne("consignes", texte(1000), est_obligatoire=False),
)
CHAMPS_COMMANDE = (
    "adresse",
    "code_postal",
    "commune",
    "telephone",
    "nature",
    "motif",
    "consignes",
    "date_commande",
    "date_limite",
)
"""Columns kept by the order itself, under the same names."""
CHAMPS_IDENTITE = ("nom", "prenom", "date_naissance")


@dataclass(frozen=True, slots=True)
class ConventionVue:
    """What the rules need of a validated convention of the caisse."""

    id: int
    partenaire_id: int
    est_evaluation: bool


@dataclass(frozen=True, slots=True)
class CommandeLue:
    """A right line: the order and the convention that it names."""

    ligne: Ligne
    convention: ConventionVue

    @property
    def numero(self) -> str:
        """Its number."""
        numero: str = self.ligne["no_commande"]
        return numero

    @property
    def nir(self) -> str:
        """Whom it is about."""
        nir: str = self.ligne["nir"]
        return nir

    def valeurs(self) -> dict[str, Any]:
        """Return the fields of the order; what is left empty is an empty text."""
        return {champ: "" if self.ligne[champ] is None else self.ligne[champ] for champ in CHAMPS_COMMANDE}

    def identite(self) -> dict[str, Any]:
        """Return who the person is."""
        return {champ: self.ligne[champ] for champ in CHAMPS_IDENTITE}


@dataclass(frozen=True, slots=True)
class CommandeConnue:
    """An order of that number which the portal already has. `est_libre`: nobody holds it, and nothing is begun."""

    nir: str
    convention_id: int
    identite: Mapping[str, Any]
    valeurs: Mapping[str, Any]
    est_ouverte: bool
    est_libre: bool
    etat: str

    def dit(self, lue: CommandeLue) -> bool:
        """Say whether `lue` repeats it. What a person was called then no longer matters once the order is closed."""
        est_la_meme = self.nir == lue.nir and self.convention_id == lue.convention.id
        est_ainsi_nomme = not self.est_ouverte or dict(self.identite) == lue.identite()
        return est_la_meme and est_ainsi_nomme and dict(self.valeurs) == lue.valeurs()


def lire_commandes(
    fichier: BinaryIO, fautes: Fautes, *, conventions: Mapping[str, ConventionVue]
) -> Iterator[CommandeLue]:
    """Yield the right lines of `fichier`; note in `fautes` what is wrong with the others.

    `conventions` are those validated by the caisse, by case-folded code.
    """
    numeros: dict[str, int] = {}
    identites: dict[str, tuple[int, int]] = {}
    for ligne in lire_csv(fichier, COLONNES, fautes):
        convention = conventions.get(ligne["code_convention"].casefold())
        defauts = [
            *_defauts_de_convention(ligne["code_convention"], convention),
            *_defauts_de_dates(ligne),
            *_defauts_de_repetition(ligne, numeros, identites),
        ]
        for champ, raison in defauts:
            fautes.ajouter(ligne.numero, champ, raison)
        if convention and not defauts:
            yield CommandeLue(ligne, convention)


def _defauts_de_convention(code: str, convention: ConventionVue | None) -> Iterator[tuple[str, str]]:
    if convention is None:
        yield "code_convention", f"« {code} » n’est le code d’aucune convention validée de votre caisse."
    elif not convention.est_evaluation:
        yield "code_convention", f"« {code} » n’est pas la convention d’une structure d’évaluation."


def _defauts_de_dates(ligne: Ligne) -> Iterator[tuple[str, str]]:
    commande = ligne["date_commande"]
    if ligne["date_limite"] < commande:
        yield (
            "date_limite",
            f"la date limite, {date_fr(ligne['date_limite'])}, précède la commande, {date_fr(commande)}.",
        )
    if ligne["date_naissance"] >= commande:
        yield "date_naissance", "cette date n’est pas antérieure à la commande."


def _defauts_de_repetition(
    ligne: Ligne, numeros: dict[str, int], identites: dict[str, tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    premiere = numeros.setdefault(ligne["no_commande"], ligne.numero)
    if premiere != ligne.numero:
        yield "no_commande", f"ce numéro est déjà celui de la ligne {premiere}."
    # A hash, not the identity itself: 100 000 lines stay light.
    identite = hash(tuple(ligne[champ] for champ in CHAMPS_IDENTITE))
    premiere, connue = identites.setdefault(ligne["nir"], (ligne.numero, identite))
    if identite != connue:
        yield "nir", f"ce NIR est celui d’une autre identité à la ligne {premiere}."


def confronter(
    lues: Iterable[CommandeLue],
    fautes: Fautes,
    *,
    connues: Mapping[str, CommandeConnue],
    en_cours: Mapping[str, str],
    attendus: dict[str, int],
) -> tuple[list[CommandeLue], list[CommandeLue]]:
    """Return the orders to create and those to replace; note in `fautes` what may not be (docs/decisions/0103).

    `connues` are the caisse's orders of these numbers. `en_cours` gives, by NIR, the number of a person's open order;
    `attendus`, filled here, the line that first asks for one: a person has one open order at most.
    """
    neuves: list[CommandeLue] = []
    remplacees: list[CommandeLue] = []
    for lue in lues:
        connue = connues.get(lue.numero)
        if connue and connue.dit(lue):
            if connue.est_ouverte:
                attendus.setdefault(lue.nir, lue.ligne.numero)
            continue
        defauts = [*_defauts_de_remplacement(lue, connue), *_defauts_de_personne(lue, en_cours, attendus)]
        for champ, raison in defauts:
            fautes.ajouter(lue.ligne.numero, champ, raison)
        if not defauts:
            (remplacees if connue else neuves).append(lue)
    return neuves, remplacees


def _defauts_de_remplacement(lue: CommandeLue, connue: CommandeConnue | None) -> Iterator[tuple[str, str]]:
    if connue is None:
        return
    if not connue.est_ouverte:
        yield (
            "no_commande",
            f"la commande n° {lue.numero} ne peut plus être modifiée : son état est « {connue.etat} ».",
        )
    elif not connue.est_libre:
        raison = f"la commande n° {lue.numero} est réservée ou commencée : annulez-la et passez-en une autre."
        if connue.nir != lue.nir:
            yield "nir", raison
        if connue.convention_id != lue.convention.id:
            yield "code_convention", raison


def _defauts_de_personne(
    lue: CommandeLue, en_cours: Mapping[str, str], attendus: dict[str, int]
) -> Iterator[tuple[str, str]]:
    premiere = attendus.setdefault(lue.nir, lue.ligne.numero)
    ouverte = en_cours.get(lue.nir, lue.numero)
    if premiere != lue.ligne.numero:
        yield "nir", f"cette personne a déjà une commande à la ligne {premiere}."
    elif ouverte != lue.numero:
        yield "nir", f"cette personne a déjà une commande en cours, n° {ouverte} : annulez-la d’abord."

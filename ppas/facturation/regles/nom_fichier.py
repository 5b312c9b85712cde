"""The name of an invoice file says what it holds (formats.md §1 « Names », FIL-03 to FIL-06, F01).

- AMD: `<caisse>_<structure>_<AAAAMM>.xml`, with `-2`, `-3`… after the month for a complement (D7);
- any other prestation: `<caisse>_<JJMMAA>_<prestation without PPP>_<structure>.xml`.

Three parts against four: no ambiguity. Comparison is exact; only the extension ignores case.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.donnees import PRESTATION_AMD, EnteteLue

EXTENSION = ".xml"
LONGUEUR_CITEE = 80
PARTIES_AMD = 3
PARTIES_AUTRES = 4

_CAISSE = re.compile("[A-Za-z0-9]{2}")
_STRUCTURE = re.compile("[A-Za-z0-9]{1,12}")
_ECHEANCE = re.compile("((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(?:-([1-9][0-9]{0,2}))?")
_DATE = re.compile("([0-9]{2})([0-9]{2})([0-9]{2})")
_PRESTATION = re.compile("[0-9]{3}")

_COPIE = re.compile(r"(?:\.xml|\s*\([0-9]+\)|\s+-\s+copie|\s)*$", re.IGNORECASE)
_MOIS_ANNEE = re.compile("(0[1-9]|1[0-2])((?:19|20)[0-9]{2})")
_JOUR_COMPLET = (
    re.compile("(?P<annee>20[0-9]{2})(?P<mois>[0-9]{2})(?P<jour>[0-9]{2})"),
    re.compile("(?P<jour>[0-9]{2})(?P<mois>[0-9]{2})(?P<annee>20[0-9]{2})"),
)


@dataclass(frozen=True, slots=True)
class NomFichier:
    """A name that follows a pattern. AMD: `echeance` (first day of the month) and `complement` (None, 2, 3…).

    Otherwise `date_emission`. `prestation` is the whole code, `PPP…`.
    """

    caisse: str
    identifiant_structure: str
    prestation: str
    echeance: date | None = None
    date_emission: date | None = None
    complement: int | None = None

    @property
    def reference(self) -> str:
        """The name without its extension: what `<rf-borfact>` must hold."""
        if self.echeance:
            suite = f"-{self.complement}" if self.complement else ""
            return f"{self.caisse}_{self.identifiant_structure}_{self.echeance:%Y%m}{suite}"
        jour = f"{self.date_emission:%d%m%y}"
        return f"{self.caisse}_{jour}_{self.prestation.removeprefix('PPP')}_{self.identifiant_structure}"

    def complement_suivant(self) -> str | None:
        """The name to give to a complement of the same month (D7); None outside AMD, where the date changes."""
        if self.echeance is None:
            return None
        suivant = (self.complement or 1) + 1
        return f"{self.caisse}_{self.identifiant_structure}_{self.echeance:%Y%m}-{suivant}{EXTENSION}"


def analyser(nom: str, entete: EnteteLue | None = None) -> NomFichier | Anomalie:
    """Read `nom`, or return the anomaly F01: which part fails, and the right name when it can be told.

    The header, where it is known, helps to tell it.
    """
    lu = _lire(nom)
    if isinstance(lu, NomFichier):
        return lu
    correct = nom_propose(nom, entete)
    proposition = f" en « {correct} »" if correct else ""
    court = nom if len(nom) <= LONGUEUR_CITEE else f"{nom[:LONGUEUR_CITEE]}…"
    imprimable = "".join(c if c.isprintable() else "�" for c in court)
    return anomalie("F01", nom=imprimable, defaut=lu, proposition=proposition)


def nom_propose(nom: str, entete: EnteteLue | None = None) -> str | None:
    """Return the right name that `nom` was meant to be, or that the header asks for; None when neither tells it."""
    return proposer(nom) or (_nom_attendu(entete) if entete else None)


def proposer(nom: str) -> str | None:
    """Return the right name that `nom` was surely meant to be, or None: nothing is guessed."""
    base = _COPIE.sub("", re.split(r"[/\\]", nom)[-1].strip())
    parties = re.split("[_ ]+", base)
    if len(parties) == PARTIES_AMD:
        parties[2] = _MOIS_ANNEE.sub(r"\2\1", parties[2]) if _MOIS_ANNEE.fullmatch(parties[2]) else parties[2]
        parties[2] = re.sub("^((?:19|20)[0-9]{2})[-.]((?:0[1-9]|1[0-2]))$", r"\1\2", parties[2])
    elif len(parties) == PARTIES_AUTRES:
        parties[1] = _jour_court(re.sub("[-.]", "", parties[1]))
        parties[2] = re.sub("^PPP", "", parties[2], flags=re.IGNORECASE)
    propose = "_".join(parties) + EXTENSION
    return propose if propose != nom and isinstance(_lire(propose), NomFichier) else None


def _nom_attendu(entete: EnteteLue) -> str | None:
    """Return the name that the header asks for, its complement number included; None when it contradicts itself."""
    if (entete.echeance is not None) != (entete.prestation == PRESTATION_AMD):
        return None
    nom = NomFichier(
        caisse=entete.caisse,
        identifiant_structure=entete.identifiant_structure,
        prestation=entete.prestation,
        echeance=entete.echeance,
        date_emission=None if entete.echeance else entete.emise_le,
    )
    reference = entete.reference.removesuffix(EXTENSION) + EXTENSION
    lue = _lire(reference)
    est_complement = isinstance(lue, NomFichier) and replace(lue, complement=None) == nom
    return reference if est_complement else nom.reference + EXTENSION


def _lire(nom: str) -> NomFichier | str:
    """Return the name read, or the end of a French sentence saying which part fails."""
    base, extension = nom[: -len(EXTENSION)], nom[-len(EXTENSION) :]
    if not nom.isprintable():
        return "il contient des caractères invisibles"
    if extension.lower() != EXTENSION:
        return f"il ne se termine pas par « {EXTENSION} »"
    parties = base.split("_")
    if len(parties) == PARTIES_AMD:
        return _lire_amd(*parties)
    if len(parties) == PARTIES_AUTRES:
        return _lire_autre(*parties)
    return (
        "il doit compter 3 parties séparées par « _ » (caisse_structure_AAAAMM) "
        f"ou 4 (caisse_JJMMAA_prestation_structure) et en compte {len(parties)}"
    )


def _lire_amd(caisse: str, structure: str, mois: str) -> NomFichier | str:
    echeance = _ECHEANCE.fullmatch(mois)
    defaut = _defaut_commun(caisse, structure)
    if echeance is None:
        defaut = defaut or f"la troisième partie, « {mois} », n’est pas une échéance AAAAMM"
    elif echeance[3] == "1":
        defaut = defaut or "le premier complément d’une échéance porte le suffixe « -2 »"
    if defaut or echeance is None:
        return defaut
    annee, numero, complement = echeance.groups()
    return NomFichier(
        caisse,
        structure,
        PRESTATION_AMD,
        echeance=date(int(annee), int(numero), 1),
        complement=int(complement) if complement else None,
    )


def _lire_autre(caisse: str, jour: str, prestation: str, structure: str) -> NomFichier | str:
    emission = _lire_jour(jour)
    defaut = _defaut_commun(caisse, structure)
    if emission is None:
        defaut = defaut or f"la deuxième partie, « {jour} », n’est pas une date JJMMAA"
    elif not _PRESTATION.fullmatch(prestation):
        defaut = (
            defaut or f"la troisième partie, « {prestation} », n’est pas un code de prestation de 3 chiffres sans PPP"
        )
    return defaut or NomFichier(caisse, structure, f"PPP{prestation}", date_emission=emission)


def _defaut_commun(caisse: str, structure: str) -> str:
    if not _CAISSE.fullmatch(caisse):
        return f"la première partie, « {caisse} », n’est pas un code de caisse de 2 caractères"
    if not _STRUCTURE.fullmatch(structure):
        return f"« {structure} » n’est pas un identifiant de structure de 1 à 12 lettres ou chiffres"
    return ""


def _lire_jour(texte: str) -> date | None:
    trouve = _DATE.fullmatch(texte)
    if trouve is None:
        return None
    try:
        return date(2000 + int(trouve[3]), int(trouve[2]), int(trouve[1]))
    except ValueError:
        return None


def _jour_court(texte: str) -> str:
    """Turn a day with a four-digit year into JJMMAA, when it can be only one day."""
    lectures = {f"{t['jour']}{t['mois']}{t['annee'][2:]}" for m in _JOUR_COMPLET if (t := m.fullmatch(texte))}
    valides = {jour for jour in lectures if _lire_jour(jour)}
    return valides.pop() if len(valides) == 1 else texte

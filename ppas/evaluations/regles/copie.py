"""The sealed copy of what a computer holds: ciphertext and nothing else may enter the portal (PLU-15, decision 0109).

Every key is known and every text has a form in which no sentence, no name and no NIR fits: what was not sealed on the
computer is refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ppas.evaluations.regles.envoi import est_cle, lire_uuid

FORMAT = "ppas-1"
BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)
OCTETS_MIN, IV = 16, 12
"""Bytes of the tag of AES-GCM, which even an empty text has, and of its initialisation vector."""
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:[0-9]{2})", re.ASCII)
CODE = re.compile(r"[a-z]+(?:-[a-z]+){0,5}", re.ASCII)
CODE_MAX = 40
ITERATIONS_MIN, ITERATIONS_MAX = 100_000, 100_000_000
LIGNES_MAX = 2000
"""Records of one store."""

type Forme = Callable[[Any], bool]


class CopieIllisible(Exception):
    """The copy has not the form expected."""


@dataclass(frozen=True, slots=True)
class CopieLue:
    """A right copy: `enregistrements` holds the sealed records of each store."""

    appareil: UUID
    enveloppe: dict[str, Any]
    enregistrements: dict[str, list[dict[str, Any]]]

    @property
    def nb_evaluations(self) -> int:
        """How many evaluations it holds."""
        return len(self.enregistrements.get("evaluations", []))


def lire_copie(brut: object) -> CopieLue:
    """Read what a computer deposits; raise CopieIllisible unless it holds known keys and sealed texts only."""
    if not _a_les_cles({"format": lambda valeur: valeur == FORMAT, "appareil": _est_uuid, "enveloppe": _est_enveloppe})(
        {cle: valeur for cle, valeur in brut.items() if cle != "enregistrements"} if isinstance(brut, dict) else None
    ):
        raise CopieIllisible
    assert isinstance(brut, dict)  # noqa: S101 -- said by what precedes
    magasins = brut.get("enregistrements")
    if not isinstance(magasins, dict) or not magasins.keys() <= MAGASINS.keys():
        raise CopieIllisible
    for magasin, lignes in magasins.items():
        if not isinstance(lignes, list) or len(lignes) > LIGNES_MAX or not all(map(MAGASINS[magasin], lignes)):
            raise CopieIllisible
    return CopieLue(UUID(brut["appareil"]), brut["enveloppe"], magasins)


def _a_les_cles(formes: dict[str, Forme], *, facultatives: frozenset[str] = frozenset()) -> Forme:
    def juger(valeur: Any) -> bool:
        return (
            isinstance(valeur, dict)
            and formes.keys() - facultatives <= valeur.keys() <= formes.keys()
            and all(formes[cle](une) for cle, une in valeur.items())
        )

    return juger


def _octets(minimum: int, maximum: int | None = None) -> Forme:
    def juger(valeur: Any) -> bool:
        if not isinstance(valeur, str) or not BASE64.fullmatch(valeur):
            return False
        nb = len(valeur) // 4 * 3 - valeur.count("=")
        return nb >= minimum and (maximum is None or nb <= maximum)

    return juger


def _texte(motif: re.Pattern[str], maximum: int) -> Forme:
    return lambda valeur: isinstance(valeur, str) and len(valeur) <= maximum and bool(motif.fullmatch(valeur))


def _est_booleen(valeur: Any) -> bool:
    return isinstance(valeur, bool)


def _est_uuid(valeur: Any) -> bool:
    return lire_uuid(valeur) is not None


def _sont_des_uuid(valeur: Any) -> bool:
    return isinstance(valeur, list) and all(map(_est_uuid, valeur))


def _est_iteration(valeur: Any) -> bool:
    return est_cle(valeur) and ITERATIONS_MIN <= valeur <= ITERATIONS_MAX


_SCELLE = _a_les_cles({"iv": _octets(IV, IV), "octets": _octets(OCTETS_MIN)})
_est_enveloppe = _a_les_cles(
    {
        "format": lambda valeur: valeur == 1 and not isinstance(valeur, bool),
        "kdf": lambda valeur: valeur == "PBKDF2-SHA256",
        "iterations": _est_iteration,
        "sel": _octets(16, 64),
        "iv": _octets(IV, IV),
        "cle": _octets(32, 128),
    }
)
MAGASINS: dict[str, Forme] = {
    "commandes": _a_les_cles({"id": est_cle, "scelle": _SCELLE}),
    "evaluations": _a_les_cles(
        {
            "commande": est_cle,
            "etat": lambda valeur: valeur in ("en_cours", "terminee"),
            "aEnvoyer": _est_booleen,
            "identifiant": _est_uuid,
            "base": est_cle,
            "precedents": _sont_des_uuid,
            "version": est_cle,
            "modifieeLe": _texte(INSTANT, 40),
            "scelle": _SCELLE,
        }
    ),
    "mises_de_cote": _a_les_cles(
        {"identifiant": _est_uuid, "commande": est_cle, "code": _texte(CODE, CODE_MAX), "scelle": _SCELLE},
        facultatives=frozenset({"commande", "code"}),
    ),
}
"""What a record of each store may hold in clear, beside what is sealed."""

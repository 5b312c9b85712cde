"""What an offline computer sends, as it is read: nothing here raises but `Illisible`, whatever came."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

PROFONDEUR_MAX = 8
"""Levels of a body: that of the answers of a plan, and a margin."""
PRECEDENTS_MAX = 200
ENTIER_MAX = 2**31 - 1
CLE_MAX = 2**63 - 1
VERSION_MAX = 2**15 - 1
REMPLACANT = "\ufffd"


class Illisible(Exception):
    """What came cannot be kept under any identifier: a stable code, and a French sentence."""

    def __init__(self, code: str, phrase: str) -> None:
        super().__init__(phrase)
        self.code = code
        self.phrase = phrase


@dataclass(frozen=True, slots=True)
class EnvoiLu:
    """One evaluation sent. `faute` says in French why its content cannot be used; it is empty for a right one.

    `base` is the revision of the portal on which it was written; `precedents` the identifiers of the same writing that
    were sent and got no answer. `saisie_le` is what the computer's clock said, however wrong.
    """

    identifiant: UUID
    commande: int | None
    version: int
    base: int
    precedents: frozenset[UUID]
    reponses: dict[str, Any]
    est_terminee: bool
    saisie_le: datetime | None
    sha256: str
    faute: str


def lire_json(octets: bytes) -> dict[str, Any]:
    """Return the object that a body holds, its texts made storable; raise Illisible("json-illisible")."""
    try:
        valeur = _assainir(json.loads(octets, parse_float=str, parse_constant=_refuser_constante))
    except (ValueError, RecursionError) as erreur:
        raise _illisible() from erreur
    if not isinstance(valeur, dict):
        raise _illisible()
    return valeur


def lire_envoi(brut: object) -> EnvoiLu:
    """Read one sending, what `lire_json` gave; raise Illisible("envoi-illisible") when it has no identifier."""
    donnees = brut if isinstance(brut, dict) else {}
    identifiant = lire_uuid(donnees.get("identifiant"))
    if identifiant is None:
        raise Illisible(
            "envoi-illisible",
            "Cet enregistrement n’a pas d’identifiant lisible : il reste sur votre ordinateur, mis de côté.",
        )
    reponses = donnees.get("reponses")
    precedents = donnees.get("precedents", [])
    fautes = [nom for nom, est_bon in _CHAMPS.items() if not est_bon(donnees.get(nom))]
    if not _sont_des_identifiants(precedents):
        fautes.append("precedents")
    return EnvoiLu(
        identifiant=identifiant,
        commande=donnees["commande"] if "commande" not in fautes else None,
        version=donnees["version"] if "version" not in fautes else 0,
        base=donnees["base"] if "base" not in fautes else 0,
        precedents=frozenset() if "precedents" in fautes else frozenset(map(UUID, precedents)),
        reponses=reponses if isinstance(reponses, dict) else {"brut": reponses},
        est_terminee=donnees.get("est_terminee") is True,
        saisie_le=_instant(donnees.get("saisie_le")),
        sha256=empreinte({cle: valeur for cle, valeur in donnees.items() if cle != "precedents"}),
        faute=f"L’enregistrement n’a pas la forme attendue ({', '.join(fautes)})." if fautes else "",
    )


def empreinte(donnees: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an object, in hexadecimal, the same whatever the order of its keys."""
    return hashlib.sha256(json.dumps(donnees, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def lire_uuid(valeur: object) -> UUID | None:
    """Return the identifier written in a text, or None."""
    try:
        return UUID(valeur) if isinstance(valeur, str) else None
    except ValueError:
        return None


def est_cle(valeur: object) -> bool:
    """Whether `valeur` may be the number of a row."""
    return _est_entier(valeur, CLE_MAX)


def _est_entier(valeur: object, maximum: int) -> bool:
    return isinstance(valeur, int) and not isinstance(valeur, bool) and 0 <= valeur <= maximum


_CHAMPS: dict[str, Callable[[object], bool]] = {
    "commande": est_cle,
    "version": lambda valeur: _est_entier(valeur, VERSION_MAX),
    "base": lambda valeur: _est_entier(valeur, ENTIER_MAX),
    "reponses": lambda valeur: isinstance(valeur, dict),
    "est_terminee": lambda valeur: isinstance(valeur, bool),
}


def _sont_des_identifiants(valeur: object) -> bool:
    return isinstance(valeur, list) and len(valeur) <= PRECEDENTS_MAX and all(lire_uuid(un) for un in valeur)


def _instant(valeur: object) -> datetime | None:
    try:
        return datetime.fromisoformat(valeur).astimezone(UTC) if isinstance(valeur, str) else None
    except (ValueError, OverflowError):
        return None


def _assainir(valeur: Any, profondeur: int = 0) -> Any:
    """Replace what PostgreSQL refuses in a JSON text: the null character, half of a surrogate pair."""
    if profondeur > PROFONDEUR_MAX:
        raise ValueError
    if isinstance(valeur, str):
        return valeur.replace("\0", REMPLACANT).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(valeur, list):
        return [_assainir(une, profondeur + 1) for une in valeur]
    if isinstance(valeur, dict):
        return {_assainir(cle): _assainir(une, profondeur + 1) for cle, une in valeur.items()}
    return valeur


def _refuser_constante(nom: str) -> None:
    raise ValueError(nom)


def _illisible() -> Illisible:
    return Illisible("json-illisible", "Le portail n’a pas pu lire ce que l’application lui a envoyé.")

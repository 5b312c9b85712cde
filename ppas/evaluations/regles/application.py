"""The files of the offline application, exactly those, and the version that their bytes make (decision 0108)."""

import base64
import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DOSSIER = Path(__file__).parent.parent / "hors_ligne"
TRAVAILLEUR = "travailleur.js"
HORS_CACHE = frozenset({TRAVAILLEUR, "gestion.js"})
"""Served, and never needed off line: the worker fills the cache, `gestion.js` belongs to a page of the portal."""
TYPES = {".js": "text/javascript; charset=utf-8", ".json": "application/json"}


@dataclass(frozen=True)
class Fichier:
    """One file that a browser may ask for; `chemin` is its address below the application's."""

    chemin: str
    octets: bytes

    @property
    def type_mime(self) -> str:
        """Content type."""
        return TYPES[Path(self.chemin).suffix]

    @cached_property
    def integrite(self) -> str:
        """What the browser checks the bytes against (Subresource Integrity); an ETag as well."""
        return integrite(self.octets)

    @cached_property
    def comprimes(self) -> bytes:
        """The bytes in gzip, always the same."""
        return gzip.compress(self.octets, 9, mtime=0)


def integrite(octets: bytes) -> str:
    """Return the fingerprint of `octets` as HTML writes it: `sha256-…`."""
    return f"sha256-{base64.b64encode(hashlib.sha256(octets).digest()).decode()}"


def lire_fichiers(dossier: Path = DOSSIER) -> dict[str, Fichier]:
    """Read the modules and the data of the application, by address."""
    chemins = sorted(chemin for chemin in dossier.rglob("*") if chemin.suffix in TYPES)
    noms = [chemin.relative_to(dossier).as_posix() for chemin in chemins]
    return {nom: Fichier(nom, chemin.read_bytes()) for nom, chemin in zip(noms, chemins, strict=True)}


def version(empreintes: Iterable[str]) -> str:
    """Return the short name of what these fingerprints and addresses make together."""
    return hashlib.sha256("\n".join(empreintes).encode()).hexdigest()[:12]

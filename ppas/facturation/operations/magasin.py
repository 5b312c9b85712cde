"""The store of received files: each lies under its hash, durable before its deposit or document is acknowledged."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import batched
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from ppas.facturation.models import Depot, PieceJointe
from ppas.socle.horloge import maintenant

BLOC = 1 << 20
AGE_ORPHELIN = timedelta(hours=1)
LOT = 5000
"""Files looked up in one query."""


class FichierRecu(Protocol):
    """What an upload offers, whether it comes from a form or from a test."""

    name: str | None

    @property
    def size(self) -> int | None:
        """Its length in bytes, when known."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Return its bytes, block by block."""


def chemin(sha256: str) -> Path:
    """Return where the bytes of that hash lie."""
    return Path(settings.DEPOTS) / sha256[:2] / sha256


def ouvrir(sha256: str) -> BinaryIO:
    """Open the bytes of that hash."""
    return chemin(sha256).open("rb")


def ranger(fichier: FichierRecu) -> tuple[str, int]:
    """Write `fichier` to disk and move it under its hash; return (sha256, size in bytes).

    What is over DEPOT_TAILLE_MAX is not kept: its size then says so. Raises OSError when the disk refuses:
    nothing is acknowledged then, and nothing half-written stays.
    """
    arrivees = Path(settings.FILE_UPLOAD_TEMP_DIR)
    arrivees.mkdir(parents=True, exist_ok=True)
    provisoire = arrivees / f"depot-{uuid.uuid4().hex}"  # several machines may share this folder
    empreinte = hashlib.sha256()
    taille = 0
    try:
        with provisoire.open("wb") as sortie:
            for bloc in fichier.chunks(BLOC):
                taille += len(bloc)
                if taille <= settings.DEPOT_TAILLE_MAX:
                    empreinte.update(bloc)
                    sortie.write(bloc)
            sortie.flush()
            os.fsync(sortie.fileno())
        destination = chemin(empreinte.hexdigest())
        destination.parent.mkdir(parents=True, exist_ok=True)
        provisoire.replace(destination)
        for dossier in (destination.parent, destination.parent.parent):  # the folder itself may be new
            _synchroniser(dossier)
    finally:
        provisoire.unlink(missing_ok=True)
    return empreinte.hexdigest(), max(taille, fichier.size or 0)


def _synchroniser(dossier: Path) -> None:
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def balayer() -> int:
    """Delete the files older than an hour that no row names, left by a stop before the commit; return how many."""
    limite = (maintenant() - AGE_ORPHELIN).timestamp()
    arrivees, depots = Path(settings.FILE_UPLOAD_TEMP_DIR), Path(settings.DEPOTS)
    nb = 0
    for fichier in arrivees.glob("*"):
        if _est_ancien(fichier, limite):
            fichier.unlink(missing_ok=True)
            nb += 1
    anciens = (fichier for fichier in depots.glob("*/*") if _est_ancien(fichier, limite))
    for lot in batched(anciens, LOT, strict=False):
        noms = [fichier.name for fichier in lot]
        connus = {
            sha256
            for modele in (Depot, PieceJointe)
            for sha256 in modele.objects.filter(sha256__parmi=noms).values_list("sha256", flat=True)
        }
        nb += sum(_retirer(fichier, arrivees, limite) for fichier in lot if fichier.name not in connus)
    return nb


def _retirer(fichier: Path, arrivees: Path, limite: float) -> bool:
    """Delete `fichier`, unless the same bytes were deposited again since it was found: they are then put back."""
    provisoire = arrivees / f"orphelin-{fichier.name}"
    try:
        fichier.rename(provisoire)
    except FileNotFoundError:  # another worker sweeps too
        return False
    if not _est_ancien(provisoire, limite):
        provisoire.replace(fichier)
        return False
    provisoire.unlink(missing_ok=True)
    return True


def _est_ancien(fichier: Path, limite: float) -> bool:
    try:
        return fichier.is_file() and fichier.stat().st_mtime <= limite
    except FileNotFoundError:
        return False

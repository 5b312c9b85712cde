"""What the tests of deposits start from."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.facturation.envois import Expediteur


@pytest.fixture
def expediteur(db: None) -> Expediteur:
    """The sender of the examples."""
    return Expediteur()


@pytest.fixture
def disque_plein(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte; only root may."""
    point = monter(tmp_path, "1m")
    yield point
    subprocess.run(["umount", "-l", point], check=True)


def monter(dossier: Path, taille: str) -> Path:
    """Mount a disk of that size in `dossier`; skip the test where that is not allowed."""
    if os.geteuid():
        pytest.skip("only root mounts a disk")
    point = dossier / "petit"
    point.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={taille}", "tmpfs", point], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    return point


def remplir(lest: Path, *, laisser: int = 0) -> None:
    """Take every byte of the disk where `lest` lies, but `laisser` of them."""
    with lest.open("wb", buffering=0) as fichier:
        for taille in (1 << 16, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    fichier.write(bytes(taille))
        fichier.truncate(fichier.tell() - laisser)

"""What the tests of deposits start from."""

import os
import subprocess
from collections.abc import Iterator
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
    if os.geteuid():
        pytest.skip("only root mounts a disk")
    point = tmp_path / "petit"
    point.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", point], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield point
    subprocess.run(["umount", "-l", point], check=True)

"""The disk refuses, truly: calls of the kernel that fail under `strace`, a file system that is full (D3).

Each failure is a 503, never a 500; the same sending, repeated, ends in one receipt and one deposit. A failure after
the commit (the session's, the answer's) is a 503 too: its page says to look before one sends again.
"""

import hashlib
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.facturation.conftest import monter, remplir
from tests.pannes.monde import Envoi, envois
from tests.pannes.portail import DEPOTS, Portail, portail_neuf
from tests.pannes.test_arret_brutal import drainer

ENVOIS = 12
ESSAIS = 40


def envoyer(portail: Portail, envoi: Envoi) -> int:
    """Send a file once; return the status of the answer."""
    reponse = portail.poster(portail.monde[0], DEPOTS, {"cle": envoi.cle}, (envoi.nom, envoi.octets))
    assert reponse is not None, portail.lire_journal()
    return reponse[0]


def insister(portail: Portail, envoi: Envoi, statuts: Counter[int]) -> None:
    """Send a file until its receipt."""
    for _ in range(ESSAIS):
        statut = envoyer(portail, envoi)
        statuts[statut] += 1
        assert statut in {302, 503}, portail.lire_journal()
        if statut == 302:
            return
    raise AssertionError(f"never taken: {statuts}")


def verifier(portail: Portail, envoyes: list[Envoi]) -> None:
    """Everything that has its receipt is there, whole, and gets processed."""
    drainer(portail)
    gardes = portail.lire("SELECT nom_fichier, sha256 FROM facturation_depot ORDER BY id")
    assert gardes == [(envoi.nom, envoi.sha256) for envoi in envoyes]
    for envoi in envoyes:
        octets = (portail.dossier / "depots" / envoi.sha256[:2] / envoi.sha256).read_bytes()
        assert hashlib.sha256(octets).hexdigest() == envoi.sha256


def sous_panne(dossier: Path, appel: str, erreur: str, quand: str) -> None:
    """Have the n-th calls `quand` of the kernel fail in the web server, and send all the same."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    injection = f"inject={appel}:error={erreur}:when={quand}"
    espion = [strace, "-f", "-qq", "-o", str(dossier / "trace"), "-e", f"trace={appel}", "-e", injection]
    statuts: Counter[int] = Counter()
    with portail_neuf(dossier, espion=espion) as portail:
        suite = envois(0, random.Random(1))
        envoyes = [envoi for envoi, _ in zip(suite, range(ENVOIS), strict=False) if envoi.genre in {"juste", "fautes"}]
        for envoi in envoyes:
            insister(portail, envoi, statuts)
        verifier(portail, envoyes)
    print(f"{appel} {erreur}: {dict(statuts)}")  # noqa: T201 -- a figure
    assert statuts[503] > 0


PANNES = [
    ("fsync,fdatasync", "3+9"),
    ("fsync,fdatasync", "5+11"),
    ("rename", "1+2"),
    ("rename", "2+3"),
    ("mkdir", "1+3"),
    ("mkdir", "2+4"),
]
"""Calls of the kernel, and which of them fail: the first, then one every so many.

A sending repeated makes three folders until one is there: every third failing, from the second, none would ever be.
"""


@pytest.mark.campagne
@pytest.mark.parametrize("erreur", ["EIO", "ENOSPC"])
@pytest.mark.parametrize(("appel", "quand"), PANNES)
def test_tout_appel_qui_echoue_est_un_refus(quand: str, appel: str, erreur: str, tmp_path: Path) -> None:
    sous_panne(tmp_path, appel, erreur, quand)


def test_un_disque_plein_refuse_puis_reprend(tmp_path: Path) -> None:
    petit = monter(tmp_path, "20m")
    statuts: Counter[int] = Counter()
    try:
        with portail_neuf(petit) as portail:
            suite = [envoi for envoi, _ in zip(envois(0, random.Random(1)), range(8), strict=False)]
            envoyes = [envoi for envoi in suite if envoi.genre in {"juste", "fautes"}]
            insister(portail, envoyes[0], statuts)
            lest = petit / "lest"
            remplir(lest)
            refuses = [envoyer(portail, envoi) for envoi in envoyes[1:]]
            assert set(refuses) == {503}, refuses
            lest.unlink()
            for envoi in envoyes[1:]:
                insister(portail, envoi, statuts)
            verifier(portail, envoyes)
            assert set(statuts) == {302}
    finally:
        subprocess.run(["umount", "-l", petit], check=True)

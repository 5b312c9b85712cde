"""The hostile files read in a process of their own: it opens nothing, connects to nothing, stays small and quick (H2).

The watch is `strace` where it is installed, for libxml2 opens files without Python; an audit hook everywhere.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).parent.parent.parent.parent
DEBUT, FIN = "/debut-de-la-lecture", "/fin-de-la-lecture"
SECONDES_MAX = 1.0
MEGAOCTETS_MAX = 100
"""By which one reading may make the process grow, at its peak."""
APPELS = ("open", "openat", "openat2", "creat", "socket", "connect", "execve")

LECTEUR = f'''
import json, sys, time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from lxml import etree
from ppas.facturation.regles.borfact import Lecture
from tests.facturation.regles.fichiers_hostiles import FICHIERS

def credule(octets):  # the control: a parser as its library would let one write it
    parseur = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    try:
        etree.fromstring(octets, parseur)
    except etree.XMLSyntaxError:
        pass

def lire(octets):
    lecture = Lecture(BytesIO(octets))
    assert [ligne for ligne in lecture.lignes() if lecture.anomalies] == []
    assert {{anomalie.code for anomalie in lecture.anomalies}} in ({{"F04"}}, {{"F05"}})

def memoire(quoi="VmRSS"):
    """Megabytes held now, or at the most since the last call without argument."""
    if quoi == "VmRSS":
        Path("/proc/self/clear_refs").write_text("5")
    ligne = next(ligne for ligne in Path("/proc/self/status").read_text().splitlines() if ligne.startswith(quoi))
    return int(ligne.split()[1]) / 1024

def borne(nom):
    with suppress(OSError):
        open(nom)

lecteur = {{"lire": lire, "credule": credule}}[sys.argv[1]]
fichiers = [(nom, octets) for nom, octets in FICHIERS if sys.argv[1] == "lire" or nom.startswith("entité externe")]
mesures = []
for nom, octets in fichiers:  # also what Python loads late
    avant, debut = memoire(), time.process_time()
    lecteur(octets)
    mesures.append((nom, time.process_time() - debut, memoire("VmHWM") - avant))
audites = []
sys.addaudithook(lambda nom, args: audites.append(nom) if nom.startswith(("open", "socket", "subprocess")) else None)
borne("{DEBUT}")
audites.clear()
for _, octets in fichiers:
    lecteur(octets)
vus = list(audites)
borne("{FIN}")
print(json.dumps([vus, mesures]))
'''


def observer(lecteur: str, dossier: Path) -> tuple[list[str], list[tuple[str, float, float]], list[str]]:
    """Read the files under watch; return what Python opened, each file's seconds and megabytes, what the kernel saw."""
    trace = dossier / "trace"
    strace = shutil.which("strace")
    espion = [strace, "-f", "-qq", "-o", str(trace), "-e", f"trace={','.join(APPELS)}"] if strace else []
    sortie = subprocess.run(
        [*espion, sys.executable, "-c", LECTEUR, lecteur],
        cwd=RACINE,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(RACINE)},
        check=True,
        capture_output=True,
        timeout=120,
    ).stdout
    audites, mesures = json.loads(sortie)
    if not strace:
        return audites, mesures, []
    entre = re.search(f'"{DEBUT}".*?\n(.*)\n[^\n]*"{FIN}"', trace.read_text(), re.DOTALL)
    return audites, mesures, entre[1].splitlines() if entre else []


@pytest.mark.exigence("FIL-12")
def test_les_fichiers_hostiles_n_ouvrent_ni_fichier_ni_connexion(tmp_path: Path) -> None:
    audites, mesures, appels = observer("lire", tmp_path)
    assert len(mesures) > 40
    assert (audites, appels) == ([], [])
    lents = [(nom, secondes) for nom, secondes, _ in mesures if secondes > SECONDES_MAX]
    lourds = [(nom, megaoctets) for nom, _, megaoctets in mesures if megaoctets > MEGAOCTETS_MAX]
    assert (lents, lourds) == ([], [])
    print(f"{max(mesures, key=lambda mesure: mesure[1])}, {max(mesures, key=lambda mesure: mesure[2])}")  # noqa: T201


def test_temoin_un_lecteur_credule_ouvre_un_fichier(tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed: an audit hook does not see what libxml2 opens")
    _, _, appels = observer("credule", tmp_path)
    assert any("/etc/passwd" in appel for appel in appels)

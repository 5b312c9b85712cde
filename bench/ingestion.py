"""How much the ingestion of a file costs: `make bench`, or this script under `bin/avec-postgres --durable`.

P1: the complete ingestion (parse, controls, persistence, report) of 100,000 lines over lxml's parse and XSD validation
of the same bytes, both in this run, turn by turn, median of 5. P2: peak memory at 1,000,000 lines over 10,000 lines,
each in a process of its own; `--pic-lignes 0` leaves it out.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_demo")
os.environ.setdefault("PPAS_DONNEES", tempfile.mkdtemp(prefix="ppas-banc-"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from lxml import etree

from bench import monde
from ppas.facturation.operations.traiter import traiter

XSD = Path(__file__).resolve().parent.parent / "ppas/facturation/borfact-1.0.xsd"
DOSSIER = Path(os.environ["PPAS_DONNEES"])
PETIT = 10_000


def valider(chemin: Path, schema: etree.XMLSchema) -> float:
    """Return the seconds that lxml takes to parse and validate the file: the yardstick."""
    debut = time.perf_counter()
    assert schema.validate(etree.parse(chemin))
    return time.perf_counter() - debut


def ingerer(convention: monde.Convention, chemin: Path) -> float:
    """Return the seconds of one complete ingestion, and undo it."""
    depot = monde.deposer(convention, chemin, 1)
    debut = time.perf_counter()
    traiter(depot.pk)
    duree = time.perf_counter() - debut
    monde.effacer(depot)
    return duree


def rapport_de_durees(convention: monde.Convention, nb: int, tours: int) -> None:
    """Print P1."""
    monde.ecrire(DOSSIER / "banc.xml", nb)
    schema = etree.XMLSchema(etree.parse(XSD))
    mesures = [(ingerer(convention, DOSSIER / "banc.xml"), valider(DOSSIER / "banc.xml", schema)) for _ in range(tours)]
    complet, etalon = (statistics.median(serie) for serie in zip(*mesures, strict=True))
    rapport = statistics.median(a / b for a, b in mesures)
    print(
        f"P1  {nb} lines: ingestion {complet:.2f} s, parse + XSD {etalon:.2f} s, ratio {rapport:.2f} "
        "(goal 8, then 6, then 4)"
    )


def rapport_de_memoire(petit: int, grand: int) -> None:
    """Print P2."""
    pics = [pic_de_memoire(nb) for nb in (petit, grand)]
    print(
        f"P2  peak memory: {pics[0] / 1024:.0f} MiB at {petit} lines, {pics[1] / 1024:.0f} MiB at {grand} lines, "
        f"ratio {pics[1] / pics[0]:.2f} (goal 1.3)"
    )


def pic_de_memoire(nb: int) -> int:
    """Return the peak memory, in KiB, of a process that ingests `nb` lines."""
    monde.ecrire(DOSSIER / "pic.xml", nb)
    resultat = subprocess.run(
        [sys.executable, __file__, "--pic", str(nb)], capture_output=True, text=True, check=True, env=os.environ
    )
    return int(resultat.stdout.split()[-1])


def ingerer_une_fois(nb: int) -> None:
    """Ingest the file of `nb` lines for the first of the grants and print this process's peak.

    It is read from /proc: `getrusage` also counts the process that started this one.
    """
    depot = monde.deposer(monde.Convention.objects.get(code="BANC"), DOSSIER / "pic.xml", 1)
    traiter(depot.pk)
    etat = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    monde.effacer(depot)
    print(etat.split()[0])


def main() -> None:
    """Run what the arguments ask for."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--lignes", type=int, default=100_000)
    analyseur.add_argument("--tours", type=int, default=5)
    analyseur.add_argument("--pic-lignes", type=int, default=1_000_000)
    analyseur.add_argument("--pic", type=int, default=0, help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.pic:
        ingerer_une_fois(options.pic)
        return
    convention = monde.preparer(options.lignes)
    if options.tours:
        rapport_de_durees(convention, options.lignes, options.tours)
    if options.pic_lignes:
        monde.accorder(convention, options.lignes, options.pic_lignes)
        rapport_de_memoire(PETIT, options.pic_lignes)


if __name__ == "__main__":
    main()

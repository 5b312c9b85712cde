"""P6: the 95th percentile of the pages while a file of 1,000,000 lines is ingested, over that of an idle portal.

Pages are asked without a pause, one after the other, by one process; the ingestion runs in another, on the same
database; the machine has the cores that `make bench` prints.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from bench import monde
from bench.commun import DOSSIER, Chiffre, Compagnon, centile, entretenir, rendre, servir
from bench.visites import Visites, portail
from ppas.caisses.models import Caisse
from ppas.facturation.models import Depot
from ppas.facturation.operations.traiter import traiter

FICHIER = DOSSIER / "cohabitation.xml"
REPOS = 15
"""Seconds of an idle portal, before and after."""


def visiter(visites: Visites, continuer: Callable[[], bool]) -> list[float]:
    """Return the seconds of each visit, page after page, while `continuer` says so."""
    durees = []
    while continuer():
        durees += [visites.chronometrer(nom) for nom in visites.visites]
    return durees


def pendant(secondes: float) -> Callable[[], bool]:
    """Return what says, for so many seconds, to go on."""
    fin = time.monotonic() + secondes
    return lambda: time.monotonic() < fin


def ingerer(_question: str) -> float:
    """Ingest the file; return the seconds."""
    debut = time.perf_counter()
    traiter(Depot.objects.get(convention__code="BANC").pk)
    return time.perf_counter() - debut


def main() -> int:
    """Print P6."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--lignes", type=int, default=1_000_000)
    analyseur.add_argument("--ingerer", action="store_true", help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.ingerer:
        servir(ingerer)
        return 0
    with portail(1) as visites:
        convention = monde.convention(Caisse.objects.get(code="03"))
        monde.accorder(convention, 0, options.lignes)
        monde.ecrire(FICHIER, options.lignes)
        monde.deposer(convention, FICHIER, 1)
        entretenir()
        visiter(visites, pendant(2))
        repos = visiter(visites, pendant(REPOS))
        with Compagnon("bench.cohabitation", "--ingerer") as ingestion:
            ingestion.envoyer()
            charge = visiter(visites, lambda: not ingestion.a_repondu())
            duree = float(ingestion.lire())
        entretenir()
        repos += visiter(visites, pendant(REPOS))
    calme, occupe = centile(repos, 95), centile(charge, 95)
    detail = (
        f"{occupe * 1000:.0f} ms / {calme * 1000:.0f} ms; medians {statistics.median(charge) * 1000:.0f} / "
        f"{statistics.median(repos) * 1000:.0f} ms; slowest {max(charge) * 1000:.0f} ms; "
        f"{len(charge)} visits in {duree:.0f} s"
    )
    libelle = f"95th percentile of pages, during {options.lignes:,} lines / idle"
    return rendre([Chiffre("P6", libelle, occupe / calme, 3, detail)])


if __name__ == "__main__":
    sys.exit(main())

"""P2b: how long another writer waits on SQLite while a file is ingested.

A second process commits every 50 ms during the ingestion of 100,000 lines; its longest commit must stay under 1 s.
"""

import argparse
import subprocess
import sys
import time

from django.db import transaction

from bench import monde
from bench.commun import DOSSIER, Chiffre, chronometrer, rendre
from ppas.facturation.operations.traiter import traiter
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement

RYTHME = 0.05
FIN = DOSSIER / "fin"


def ecrire_sans_cesse() -> None:
    """Commit a row every 50 ms until the file FIN appears; print how many, and the longest wait in seconds."""
    attentes = []
    while not FIN.exists():
        debut = time.perf_counter()
        with transaction.atomic():
            Evenement.objects.create(
                le=maintenant(), auteur_nom="Banc", action="ecrire", objet_type="banc", objet_ref=1
            )
        attentes.append(time.perf_counter() - debut)
        time.sleep(RYTHME)
    print(len(attentes), max(attentes))


def mesurer(nb: int) -> int:
    """Print the longest wait of the other writer during the ingestion of `nb` lines."""
    convention = monde.preparer(nb)
    chemin = DOSSIER / "banc.xml"
    monde.ecrire(chemin, nb)
    depot = monde.deposer(convention, chemin, 1)
    with subprocess.Popen(
        [sys.executable, "-m", "bench.ecrivain", "--ecrivain"], stdout=subprocess.PIPE, text=True
    ) as autre:
        time.sleep(2)  # the other one is at work before the ingestion begins
        duree = chronometrer(lambda: traiter(depot.pk))
        FIN.touch()
        nb_ecritures, attente = autre.communicate()[0].split()
    monde.effacer(depot)
    detail = f"{nb:,} lines in {duree:.1f} s; the other writer committed {nb_ecritures} times"
    return rendre([Chiffre("P2b", "longest wait of another writer (seconds)", float(attente), 1, detail)])


def main() -> int:
    """Run what the arguments ask for."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--lignes", type=int, default=100_000)
    analyseur.add_argument("--ecrivain", action="store_true", help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.ecrivain:
        ecrire_sans_cesse()
        return 0
    return mesurer(options.lignes)


if __name__ == "__main__":
    sys.exit(main())

"""How long another writer waits on SQLite while a file is ingested: `make bench`, or this script.

A second process commits every 50 ms during the ingestion of 100,000 lines; its longest commit must stay under 1 s.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DONNEES = os.environ.setdefault("PPAS_DONNEES", tempfile.mkdtemp(prefix="ppas-banc-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_demo")
os.environ["PPAS_BASE"] = f"sqlite:///{DONNEES}/banc.sqlite3"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.db import transaction

from bench import monde
from ppas.facturation.operations.traiter import traiter
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement

RYTHME = 0.05
FIN = Path(DONNEES) / "fin"


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


def mesurer(nb: int) -> None:
    """Print the longest wait of the other writer during the ingestion of `nb` lines."""
    convention = monde.preparer(nb)
    chemin = Path(DONNEES) / "banc.xml"
    monde.ecrire(chemin, nb)
    depot = monde.deposer(convention, chemin, 1)
    with subprocess.Popen([sys.executable, __file__, "--ecrivain"], stdout=subprocess.PIPE, text=True) as autre:
        time.sleep(2)  # the other one is at work before the ingestion begins
        debut = time.perf_counter()
        traiter(depot.pk)
        duree = time.perf_counter() - debut
        FIN.touch()
        nb_ecritures, attente = autre.communicate()[0].split()
    monde.effacer(depot)
    print(
        f"P2b SQLite: {nb} lines in {duree:.1f} s; another writer committed {nb_ecritures} times, "
        f"longest wait {float(attente):.3f} s (goal 1)"
    )


def main() -> None:
    """Run what the arguments ask for."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--lignes", type=int, default=100_000)
    analyseur.add_argument("--ecrivain", action="store_true", help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.ecrivain:
        ecrire_sans_cesse()
    else:
        mesurer(options.lignes)


if __name__ == "__main__":
    main()

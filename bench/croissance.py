"""P5: the time of each signed-in page with ten times the data: 300,000 then 3,000,000 lines over five years.

Two worlds live side by side, each in its database and its process, and are asked in turn. Control: the same list with
Django's own Paginator, in its middle.
"""

import argparse
import json
import os
import statistics
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

from django.db import connection

from bench.commun import DOSSIER, Chiffre, Compagnon, rendre

PLAFOND = 1.25


def base(nom: str) -> str:
    """Return the address of a new empty database, beside the one of this process."""
    if connection.vendor != "postgresql":
        return f"sqlite:///{DOSSIER / nom}.sqlite3"
    with connection.cursor() as curseur:
        curseur.execute(f'CREATE DATABASE "{nom}"')
    return urlsplit(os.environ["PPAS_BASE"])._replace(path=f"/{nom}").geturl()


def comparer(mondes: list[Compagnon], noms: list[str], tours: int) -> dict[str, tuple[float, float]]:
    """Return, for each page, its median seconds in each world."""
    durees: dict[str, list[list[float]]] = {nom: [[], []] for nom in noms}
    for tour in range(tours + 2):
        for nom in noms:
            for monde, serie in zip(mondes, durees[nom], strict=True):
                duree = float(monde.demander(nom))
                if tour > 1:  # the first ones fill caches
                    serie.append(duree)
    return {nom: (statistics.median(petit), statistics.median(grand)) for nom, (petit, grand) in durees.items()}


def main() -> int:
    """Print P5 and its control."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=9)
    analyseur.add_argument("--facteur", type=int, default=10)
    options = analyseur.parse_args()
    facteurs = (1, options.facteur)
    with ExitStack() as pile:
        mondes = [
            pile.enter_context(Compagnon("bench.visites", str(facteur), PPAS_BASE=base(f"banc{facteur}")))
            for facteur in facteurs
        ]
        noms, _ = [json.loads(monde.demander()) for monde in mondes]
        durees = comparer(mondes, noms, options.tours)
        douteuses = [nom for nom, (petit, grand) in durees.items() if grand / petit > PLAFOND * 0.92]
        durees |= comparer(mondes, douteuses, 3 * options.tours)  # near the limit, measured longer
        petit, grand = comparer(mondes, ["django"], 5)["django"]
    rapports = {nom: b / a for nom, (a, b) in durees.items()}
    pires = sorted(rapports, key=rapports.__getitem__, reverse=True)
    suite = ", ".join(f"{nom} {rapports[nom]:.2f}" for nom in pires[1:5])
    lignes = f"{options.facteur * 300_000:,} / 300,000 lines"
    return rendre(
        [
            Chiffre(
                "P5",
                f"page that grows most ({pires[0]}), {lignes}",
                rapports[pires[0]],
                PLAFOND,
                f"{len(rapports)} pages, median {statistics.median(rapports.values()):.2f}; then {suite}",
            ),
            Chiffre(
                "P5",
                f"Django’s own Paginator, {lignes}",
                grand / petit,
                None,
                f"{grand * 1000:.0f} ms / {petit * 1000:.0f} ms",
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

"""P3: the time of each signed-in page over that of a bare authenticated Django list of 25 rows, in turn.

World of 300,000 lines; the figure is that of the slowest page, and the detail names the next ones.
"""

import argparse
import statistics
import sys

from bench.commun import Chiffre, medianes, rendre
from bench.visites import Visites, portail

PLAFOND = 3


def comparer(visites: Visites, noms: list[str], tours: int) -> dict[str, float]:
    """Return, for each page, its median over that of the bare list asked just before."""
    durees: dict[str, list[tuple[float, float]]] = {nom: [] for nom in noms}
    for tour in range(tours + 1):
        for nom in noms:
            paire = (visites.chronometrer(nom), visites.chronometrer("nue"))
            if tour:  # the first fills caches
                durees[nom].append(paire)
    return {nom: page / nue for nom, (page, nue) in ((nom, medianes(paires)) for nom, paires in durees.items())}


def main() -> int:
    """Print P3."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=11)
    options = analyseur.parse_args()
    with portail(1) as visites:
        rapports = comparer(visites, list(visites.visites), options.tours)
        lentes = [nom for nom, rapport in rapports.items() if rapport > PLAFOND * 0.9]
        rapports |= comparer(visites, lentes, 3 * options.tours)  # near the limit, measured longer
    pires = sorted(rapports, key=rapports.__getitem__, reverse=True)
    suite = ", ".join(f"{nom} {rapports[nom]:.2f}" for nom in pires[1:5])
    detail = f"{len(rapports)} pages, median {statistics.median(rapports.values()):.2f}; then {suite}"
    return rendre([Chiffre("P3", f"slowest page ({pires[0]}) / bare list", rapports[pires[0]], PLAFOND, detail)])


if __name__ == "__main__":
    sys.exit(main())

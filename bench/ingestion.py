"""P1, P2, P13: what the ingestion of a file costs in time and memory.

P1: the complete ingestion (parse, every control, persistence, report) of 100,000 lines over lxml's parse and XSD
validation of the same bytes, in turn; and, as control, the usual way: queries of the ORM for each line, then
`bulk_create`. P2 and P13: peak memory and time at 10,000, 100,000 and 1,000,000 lines, each in a process of its own.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from lxml import etree

from bench import monde
from bench.commun import DOSSIER, Chiffre, Compagnon, chronometrer, entretenir, mediane_des_rapports, rendre, servir
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations.traiter import traiter
from ppas.prises_en_charge.models import PriseEnCharge

XSD = Path(__file__).resolve().parent.parent / "ppas/facturation/borfact-1.0.xsd"
FICHIER = DOSSIER / "banc.xml"
PETIT, MOYEN = 10_000, 100_000
USUELLES = 2_000
"""Lines ingested in the usual way, which takes a hundred times longer."""


def valider(_question: str = "") -> float:
    """Return the seconds that lxml takes to parse and validate the file: the yardstick.

    Measured in a process that does nothing else, the second time, once its memory is warm: the hardest to beat.
    """
    schema = etree.XMLSchema(etree.parse(XSD))
    chronometrer(lambda: schema.validate(etree.parse(FICHIER)))
    debut = time.perf_counter()
    assert schema.validate(etree.parse(FICHIER))
    return time.perf_counter() - debut


def ingerer(convention: monde.Convention) -> float:
    """Return the seconds of one complete ingestion, and undo it."""
    depot = monde.deposer(convention, FICHIER, 1)
    duree = chronometrer(lambda: traiter(depot.pk))
    monde.effacer(depot)
    entretenir()
    return duree


def ingerer_a_l_usuelle(convention: monde.Convention) -> float:
    """Return the seconds that the usual way takes for its few lines, with two controls only: the grant, doubles."""
    depot = monde.deposer(convention, FICHIER, 1)
    lignes = etree.parse(FICHIER).iterfind("lignes/ligne")
    debut = time.perf_counter()
    factures = [_facture(depot, rang, ligne) for rang, ligne in zip(range(1, USUELLES + 1), lignes, strict=False)]
    LigneFacture.objects.bulk_create(factures, batch_size=1_000)
    duree = time.perf_counter() - debut
    depot.lignes.all().delete()
    depot.delete()
    return duree


def _facture(depot: Depot, rang: int, ligne: etree._Element) -> LigneFacture:
    accordee = PriseEnCharge.objects.select_related("beneficiaire").get(
        convention=depot.convention, numero=ligne.findtext("no-pec"), beneficiaire__nir=ligne.findtext("nir")
    )
    assert not LigneFacture.objects.engageantes().filter(prise_en_charge=accordee, periode=monde.ECHEANCE).exists()
    return LigneFacture(
        depot=depot,
        rang=rang,
        convention=depot.convention,
        prise_en_charge=accordee,
        echeance=monde.ECHEANCE,
        periode=monde.ECHEANCE,
        debut=ligne.findtext("dt-debut"),
        fin=ligne.findtext("dt-fin"),
        ouvrables_centiemes=int(float(ligne.findtext("qt-ouvrables", "")) * 100),
        montant_caisse_centimes=1,
        montant_beneficiaire_centimes=1,
    )


def durees(convention: monde.Convention, tours: int) -> list[Chiffre]:
    """Return P1 and its control."""
    monde.ecrire(FICHIER, MOYEN)
    mesures = []
    with Compagnon("bench.ingestion", "--etalon") as etalon:
        mesures += [
            (ingerer(convention), float(etalon.demander()), ingerer_a_l_usuelle(convention)) for _ in range(tours)
        ]
    complete, nue, usuelle = (statistics.median(serie) for serie in zip(*mesures, strict=True))
    usuelle *= MOYEN / USUELLES
    return [
        Chiffre(
            "P1",
            f"ingestion of {MOYEN:,} lines / parse + XSD",
            mediane_des_rapports([(a, b) for a, b, _ in mesures]),
            6,
            f"{complete:.2f} s / {nue:.2f} s; {MOYEN / complete:,.0f} lines a second; median of {tours}",
        ),
        Chiffre(
            "P1",
            "the usual way (queries of the ORM for each line, bulk_create) / parse + XSD",
            usuelle / nue,
            None,
            f"{usuelle:.0f} s, from {USUELLES:,} lines; {usuelle / complete:.0f} times the portal",
        ),
    ]


def echelle(grand: int, tours: int) -> list[Chiffre]:
    """Return P2 and P13: a process for each ingestion, sizes in turn."""
    mesures: dict[int, list[tuple[float, float]]] = {PETIT: [], MOYEN: [], grand: []}
    for _ in range(tours):
        for nb, releves in mesures.items():
            monde.ecrire(FICHIER, nb)
            commande = [sys.executable, "-m", "bench.ingestion", "--une-fois"]
            sortie = subprocess.run(commande, capture_output=True, text=True, check=True).stdout.split()
            releves.append((float(sortie[0]), int(sortie[1]) / 1024))
            entretenir()
    temps, pics = ({nb: statistics.median(m[i] for m in releves) for nb, releves in mesures.items()} for i in (0, 1))
    return [
        Chiffre(
            "P2",
            f"peak memory at {grand:,} / {PETIT:,} lines",
            pics[grand] / pics[PETIT],
            1.2,
            f"{pics[grand]:.0f} MiB / {pics[PETIT]:.0f} MiB; median of {tours}",
        ),
        Chiffre(
            "P13",
            f"ingestion of {grand:,} / {MOYEN:,} lines",
            temps[grand] / temps[MOYEN],
            11 * grand / 1_000_000,
            f"{temps[grand]:.1f} s / {temps[MOYEN]:.2f} s; median of {tours}",
        ),
    ]


def ingerer_une_fois() -> None:
    """Ingest the file; print the seconds and this process's peak in KiB.

    It is read from /proc: `getrusage` also counts the process that started this one.
    """
    depot = monde.deposer(monde.Convention.objects.get(code="BANC"), FICHIER, 1)
    duree = chronometrer(lambda: traiter(depot.pk))
    etat = Path("/proc/self/status").read_text().partition("VmHWM:")[2]
    monde.effacer(depot)
    print(duree, etat.split()[0])


def main() -> int:
    """Run what the arguments ask for."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=5)
    analyseur.add_argument("--grand", type=int, default=1_000_000, help="lines of the largest file; 0: no P2, no P13")
    analyseur.add_argument("--tours-grand", type=int, default=3)
    analyseur.add_argument("--etalon", action="store_true", help=argparse.SUPPRESS)
    analyseur.add_argument("--une-fois", action="store_true", help=argparse.SUPPRESS)
    options = analyseur.parse_args()
    if options.etalon:
        servir(valider)
        return 0
    if options.une_fois:
        ingerer_une_fois()
        return 0
    convention = monde.preparer(MOYEN)
    entretenir()
    statut = rendre(durees(convention, options.tours))
    if options.grand:
        monde.accorder(convention, MOYEN, options.grand)
        entretenir()
        statut |= rendre(echelle(options.grand, options.tours_grand))
    return statut


if __name__ == "__main__":
    sys.exit(main())

"""Evaluations that the caisses of the demonstration order from its structure of evaluation, through the fluxes."""

import csv
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from ppas.caisses.models import Caisse
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.facturation import AGENTS
from ppas.demo.operations.inscriptions import utilisateur
from ppas.evaluations.models import Commande
from ppas.evaluations.operations.commandes import changer_delai
from ppas.evaluations.operations.importer_annulations import importer_annulations
from ppas.evaluations.operations.importer_commandes import importer_commandes
from ppas.evaluations.regles import fichier_annulations, fichier_commandes
from ppas.socle.horloge import aujourd_hui
from ppas.socle.regles.table import Cellule, ecrire_csv

COMMANDES = Path(__file__).parents[1] / "donnees" / "commandes.csv"
LOTS = {"0": 80, "1": 52, "2": 24, "3": 6}
"""How many days ago each file of orders was sent; the first is done, the second late, the third near its end."""
MATIN, SUITE = time(8, 25), time(14, 5)
REPORTEE, ANNULEE = ("04", 3, 30), ("04", 10)
"""By caisse and rank, an order whose deadline moved by as many days, and one that was withdrawn."""


def ecrire_les_commandes(agenda: Agenda, le: date) -> None:
    """Note in `agenda` what was ordered before the day `le`."""
    for caisse in ("04", "03"):
        for lot, jours in LOTS.items():
            agenda.noter(le - timedelta(days=jours), MATIN, partial(commander, caisse, lot))
    agenda.noter(le - timedelta(days=20), SUITE, partial(reporter, *REPORTEE))
    agenda.noter(le - timedelta(days=5), SUITE, partial(annuler, *ANNULEE))


def commander(code_caisse: str, lot: str) -> None:
    """Send that file of orders, dated of today."""
    entete = [colonne.nom for colonne in fichier_commandes.COLONNES]
    lignes = [commande for commande in commandes(code_caisse, le=aujourd_hui()) if commande["lot"] == lot]
    importer_commandes(
        BytesIO(b"".join(ecrire_csv(entete, [[ligne[nom] for nom in entete] for ligne in lignes]))),
        f"commandes-evaluation-{aujourd_hui():%Y%m%d}.csv",
        caisse=Caisse.objects.get(code=code_caisse),
        par=utilisateur(AGENTS[code_caisse]),
    )


def commandes(code_caisse: str, *, le: date) -> Iterator[dict[str, Cellule]]:
    """Yield the orders of that caisse as if they all were of the day `le`, each with its number and its lot."""
    with COMMANDES.open(encoding="utf-8", newline="") as source:
        siennes = [rangee for rangee in csv.DictReader(source, delimiter=";") if rangee["caisse"] == code_caisse]
    for rang, rangee in enumerate(siennes):
        yield rangee | {
            "no_commande": numero(code_caisse, rang),
            "date_naissance": date.fromisoformat(rangee["date_naissance"]),
            "date_commande": le,
            "date_limite": le + timedelta(days=int(rangee["jours"])),
        }


def numero(code_caisse: str, rang: int) -> str:
    """Return the number of an order, by its place among those of its caisse."""
    return f"EV{code_caisse}{rang + 1:05d}"


def reporter(code_caisse: str, rang: int, jours: int) -> None:
    """Give one more delay to an order."""
    commande = _commande(code_caisse, rang)
    changer_delai(commande, commande.date_limite + timedelta(days=jours), par=utilisateur(AGENTS[code_caisse]))


def annuler(code_caisse: str, rang: int) -> None:
    """Withdraw an order by the flux."""
    rangee = (numero(code_caisse, rang), aujourd_hui(), "Entrée en établissement")
    entete = [colonne.nom for colonne in fichier_annulations.COLONNES]
    importer_annulations(
        BytesIO(b"".join(ecrire_csv(entete, [rangee]))),
        f"annulations-commandes-{aujourd_hui():%Y%m%d}.csv",
        caisse=Caisse.objects.get(code=code_caisse),
        par=utilisateur(AGENTS[code_caisse]),
    )


def _commande(code_caisse: str, rang: int) -> Commande:
    commandes = Commande.objects.select_related("caisse", "convention")
    return commandes.get(caisse__code=code_caisse, numero=numero(code_caisse, rang))

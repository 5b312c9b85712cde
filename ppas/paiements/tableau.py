"""« Tableau de bord » of a caisse: thirteen months of counters, and what waits now. No history is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ppas.caisses.models import Caisse
from ppas.facturation.models import BilanMensuel, Courrier, Depot
from ppas.facturation.operations.exporter import lignes_a_exporter
from ppas.facturation.regles.calendrier import mois_avant
from ppas.paiements.models import Bordereau
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.plafond import Compte, compter_jusqu_a
from ppas.socle.regles.affichage import euros, mois, nombre
from ppas.socle.regles.graphique import Mesure

NB_MOIS = 13
LIGNES_COMPTEES = 1_000
SERIES: tuple[tuple[str, Callable[[BilanMensuel], int], Callable[[int], str]], ...] = (
    ("Fichiers traités", lambda bilan: bilan.nb_depots, nombre),
    ("Fichiers refusés", lambda bilan: bilan.nb_depots_refuses, nombre),
    ("Formulaires validés", lambda bilan: bilan.nb_formulaires, nombre),
    ("Lignes acceptées", lambda bilan: bilan.nb_lignes_acceptees, nombre),
    ("Lignes refusées à l’envoi", lambda bilan: bilan.nb_lignes_refusees, nombre),
    ("Anomalies de report", lambda bilan: bilan.nb_anomalies_report, nombre),
    ("Courriers acceptés", lambda bilan: bilan.nb_courriers, nombre),
    ("Lignes payées", lambda bilan: bilan.nb_lignes_payees, nombre),
    ("Évaluations payées", lambda bilan: bilan.nb_evaluations_payees, nombre),
    ("Montant accepté", lambda bilan: bilan.montant_accepte_centimes, euros),
    ("Montant payé", lambda bilan: bilan.montant_paye_centimes, euros),
)
"""Title, counter of `BilanMensuel`, how it is written."""


@dataclass(frozen=True)
class Attente:
    """Something that waits: how many, and the page where one deals with it ("" when nothing is to be done)."""

    libelle: str
    compte: Compte
    page: str
    lien: str


def series(caisse: Caisse) -> list[tuple[str, list[Mesure]]]:
    """Return each counter over thirteen months, this one included, in one query; a month without a row is null."""
    premier_du_mois = aujourd_hui().replace(day=1)
    les_mois = [mois_avant(premier_du_mois, rang) for rang in reversed(range(NB_MOIS))]
    bilans = {b.mois: b for b in BilanMensuel.objects.filter(caisse=caisse, mois__gte=les_mois[0])}
    nul = BilanMensuel()
    return [
        (titre, [_mesure(jour, valeur(bilans.get(jour, nul)), ecrire) for jour in les_mois])
        for titre, valeur, ecrire in SERIES
    ]


def _mesure(jour: date, valeur: int, ecrire: Callable[[int], str]) -> Mesure:
    return Mesure(mois(jour), valeur, ecrire(valeur))


def attentes(caisse: Caisse) -> list[Attente]:
    """Return what waits in a caisse, in four queries, each served by an index of what waits and by a ceiling."""
    return [
        Attente(
            "Dépôts en cours de contrôle",
            compter_jusqu_a(Depot.objects.ouverts().filter(convention__caisse=caisse)),
            "facturation:caisse_depots",
            "Dépôts reçus",
        ),
        Attente(
            "Lignes à exporter",
            compter_jusqu_a(lignes_a_exporter(caisse), LIGNES_COMPTEES),
            "paiements:exports",
            "Exporter les factures",
        ),
        Attente(
            "Courriers à traiter",
            compter_jusqu_a(Courrier.objects.de_caisse(caisse).a_traiter()),
            "facturation:caisse_courriers",
            "Courriers",
        ),
        Attente(
            "Bordereaux à paraître",
            compter_jusqu_a(Bordereau.objects.de_caisse(caisse).a_paraitre(maintenant())),
            "paiements:caisse_bordereaux",
            "Bordereaux de paiements",
        ),
    ]

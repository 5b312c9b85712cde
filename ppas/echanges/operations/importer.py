"""Taking in a file of a caisse's information system: each flux goes to its domain (formats.md §3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import Max

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.comptes.models import Utilisateur
from ppas.evaluations.operations.importer_annulations import importer_annulations
from ppas.evaluations.operations.importer_commandes import importer_commandes
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from ppas.paiements.operations.importer import importer_paiements
from ppas.partenaires.operations.importer import importer_conventions
from ppas.prises_en_charge.operations.importer import importer_prises_en_charge
from ppas.socle.regles.affichage import date_heure_fr

OPERATIONS: dict[str, Callable[..., Importation]] = {
    Flux.CONVENTIONS: importer_conventions,
    Flux.PRISES_EN_CHARGE: importer_prises_en_charge,
    Flux.PAIEMENTS: importer_paiements,
    Flux.ANOMALIES_REPORT: importer_anomalies_report,
    Flux.COMMANDES_EVALUATION: importer_commandes,
    Flux.ANNULATIONS_COMMANDES: importer_annulations,
}


@dataclass(frozen=True)
class Reception:
    """An import, and whether this very call made it: the same bytes again change nothing."""

    importation: Importation
    est_nouvelle: bool

    @property
    def compte_rendu(self) -> str:
        """Say it in one French sentence."""
        importation = self.importation
        if not self.est_nouvelle:
            return f"Ce fichier a déjà été importé le {date_heure_fr(importation.importe_le)} : rien n’a été modifié."
        s = "s" if importation.nb_lignes > 1 else ""
        return f"{importation} : {importation.nb_lignes} ligne{s} importée{s}."


def importer(flux: str, fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Reception:
    """Take in `fichier`, named `nom`, as the `flux` of `caisse`, whole or not at all.

    `par` is None for the command line. Raises Refus: FichierRefuse with each fault of the file, or another refusal of
    the domain that receives it.
    """
    connues = Importation.objects.filter(caisse=caisse, flux=flux)
    derniere = connues.aggregate(derniere=Max("pk"))["derniere"] or 0
    importation = OPERATIONS[flux](fichier, nom, caisse=caisse, par=par)
    return Reception(importation, est_nouvelle=importation.pk > derniere)

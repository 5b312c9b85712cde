"""What the caisse's system answers, two or three days after an export, of a line it rejects: `anomalies-report`."""

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures
from ppas.paiements.regles.anomalies_report import COLONNES
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from ppas.socle.regles.table import Cellule, ecrire_csv


def fichier_anomalies_report(export: ExportFactures) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that rejects the first line of `export` not paid yet, dated today.

    Raises Refus("rien-a-rejeter") when every line is paid or rejected.
    """
    ligne = export.lignes.filter(etat=EtatLigne.EXPORTEE).order_by("pk").first()
    if ligne is None:
        raise Refus("rien-a-rejeter", f"{export} : toutes ses lignes sont déjà payées ou rejetées.")
    rangee: list[Cellule] = [ligne.pk, "R12", "Droits fermés à la date de l’intervention", aujourd_hui()]
    entete = [colonne.nom for colonne in COLONNES]
    return f"anomalies-report-{export.pk}.csv", b"".join(ecrire_csv(entete, [rangee]))

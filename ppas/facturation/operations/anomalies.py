"""The anomalies of a report as a table file: one a line, in the order of the report."""

from collections.abc import Iterable, Iterator

from ppas.facturation.models import Anomalie
from ppas.socle.regles.table import Cellule, ecrire_csv

COLONNES = (
    "no_enregistrement",
    "ligne",
    "colonne",
    "code",
    "gravite",
    "champ",
    "message",
    "que_faire",
    "extrait",
    "no_enregistrement_anterieur",
)
LOT = 2000


def anomalies_csv(anomalies: Iterable[Anomalie]) -> Iterator[bytes]:
    """Yield the CSV of `anomalies`, in constant memory; a text that a spreadsheet would run is neutralised."""
    return ecrire_csv(COLONNES, map(_rangee, anomalies))


def _rangee(anomalie: Anomalie) -> list[Cellule]:
    return [
        anomalie.rang,
        anomalie.ligne,
        anomalie.colonne,
        anomalie.code,
        anomalie.gravite,
        anomalie.champ,
        anomalie.message,
        anomalie.remede,
        anomalie.extrait,
        anomalie.numero_facture,
    ]

"""What comes back from the caisse's system: payment slips and report anomalies."""

from ppas.paiements.models.anomalie import AnomalieReport
from ppas.paiements.models.bordereau import Bordereau, BordereauQuerySet
from ppas.paiements.models.ligne import LignePaiement, LignePaiementQuerySet, periode_facturee

__all__ = [
    "AnomalieReport",
    "Bordereau",
    "BordereauQuerySet",
    "LignePaiement",
    "LignePaiementQuerySet",
    "periode_facturee",
]

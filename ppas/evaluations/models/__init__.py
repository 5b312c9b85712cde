"""Orders, who holds them, evaluations, offline computers and what they sent."""

from ppas.evaluations.models.appareil import Appareil, CopieScellee
from ppas.evaluations.models.commande import Commande, Reservation
from ppas.evaluations.models.evaluation import Evaluation, ExportEvaluations, Renvoi, Transmission
from ppas.evaluations.models.synchronisation import EnvoiEvaluation

__all__ = [
    "Appareil",
    "Commande",
    "CopieScellee",
    "EnvoiEvaluation",
    "Evaluation",
    "ExportEvaluations",
    "Renvoi",
    "Reservation",
    "Transmission",
]

"""Requests to the assistance."""

from ppas.assistance.models.demande import Demande, Intervention, ModeleReponse, Motif, NatureIntervention

__all__ = [
    "Demande",
    "Intervention",
    "ModeleReponse",
    "Motif",
    "NatureIntervention",
]

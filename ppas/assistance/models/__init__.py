"""Requests to the assistance, conversations between a partner and its caisse."""

from ppas.assistance.models.conversation import Conversation, Cote, Message
from ppas.assistance.models.demande import Demande, Intervention, ModeleReponse, Motif, NatureIntervention

__all__ = [
    "Conversation",
    "Cote",
    "Demande",
    "Intervention",
    "Message",
    "ModeleReponse",
    "Motif",
    "NatureIntervention",
]

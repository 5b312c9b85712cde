"""Deposited files, on-line forms, the lines that both produce, those refused, and what goes by post."""

from ppas.facturation.models.bilan import BilanMensuel
from ppas.facturation.models.courrier import Courrier
from ppas.facturation.models.depot import Anomalie, Depot
from ppas.facturation.models.formulaire import Formulaire, LigneFormulaire, NaturePiece, PieceJointe, bilan_de
from ppas.facturation.models.ligne import ExportFactures, LigneFacture
from ppas.facturation.models.refus import LigneRefusee

__all__ = [
    "Anomalie",
    "BilanMensuel",
    "Courrier",
    "Depot",
    "ExportFactures",
    "Formulaire",
    "LigneFacture",
    "LigneFormulaire",
    "LigneRefusee",
    "NaturePiece",
    "PieceJointe",
    "bilan_de",
]

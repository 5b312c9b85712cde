"""Deposited files, on-line forms, and the lines that both produce."""

from ppas.facturation.models.depot import Anomalie, Depot
from ppas.facturation.models.formulaire import Formulaire, LigneFormulaire
from ppas.facturation.models.ligne import ExportFactures, LigneFacture

__all__ = ["Anomalie", "Depot", "ExportFactures", "Formulaire", "LigneFacture", "LigneFormulaire"]

"""Periodic jobs of the domain."""

from ppas.assistance.operations.purger import purger_les_demandes
from ppas.socle.taches import periodique

periodique(3600)(purger_les_demandes)

"""Periodic jobs of accounts."""

from ppas.comptes.operations.mot_de_passe import repondre_aux_demandes
from ppas.comptes.operations.sessions import oublier_sessions_finies
from ppas.socle.taches import periodique

periodique(2)(repondre_aux_demandes)
periodique(3600)(oublier_sessions_finies)

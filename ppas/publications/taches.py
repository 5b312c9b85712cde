"""Periodic jobs of the publications."""

from ppas.publications.operations.programmer import publier_les_programmees
from ppas.socle.taches import periodique

periodique(30)(publier_les_programmees)

"""Jobs of the domain: thin wrappers, and the sweeps that find again what a killed worker left."""

from django.tasks import task

from ppas.facturation.operations import magasin
from ppas.facturation.operations.traiter import a_reprendre, traiter
from ppas.socle.taches import periodique


@task
def traiter_depot(depot_id: int) -> None:
    """Process one deposit."""
    traiter(depot_id)


@periodique(5)
def reprendre_les_depots() -> None:
    """Process the deposits that wait or that a stopped worker left behind."""
    for depot_id in a_reprendre():
        traiter(depot_id)


@periodique(3600)
def balayer_le_magasin() -> None:
    """Delete the files that no deposit names."""
    magasin.balayer()

"""Jobs of the domain: thin wrappers, and the sweeps that find again what a killed worker left."""

import logging

from django.db import InterfaceError, OperationalError
from django.tasks import task

from ppas.facturation.operations import magasin
from ppas.facturation.operations.traiter import a_reprendre, traiter
from ppas.socle.taches import periodique

journal_technique = logging.getLogger("ppas.facturation")


@task
def traiter_depot(depot_id: int) -> None:
    """Process one deposit."""
    traiter(depot_id)


@periodique(5)
def reprendre_les_depots() -> None:
    """Process the deposits that wait or that a stopped worker left behind; one that fails stops no other."""
    for depot_id in a_reprendre():
        try:
            traiter(depot_id)
        except (OperationalError, InterfaceError):  # the database is away, for all of them
            raise
        except Exception:  # noqa: BLE001 -- whatever one file provokes, it is logged and tried again later
            journal_technique.exception("Deposit %s could not be processed.", depot_id)


@periodique(3600)
def balayer_le_magasin() -> None:
    """Delete the files that no deposit and no joined document names."""
    magasin.balayer()

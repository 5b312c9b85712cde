"""The worker: `manage.py travailler`, or `--une-fois` to do what is due and stop."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from ppas.socle.taches import PERIODIQUES, Periodique

journal_technique = logging.getLogger("ppas.travailler")


class Command(BaseCommand):
    """Run the queued tasks and the periodic jobs."""

    help = "Exécute les tâches en file et les tâches périodiques."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `--une-fois` and `--intervalle`."""
        parser.add_argument("--une-fois", action="store_true", help="faire ce qui est dû, puis s’arrêter")
        parser.add_argument("--intervalle", type=float, default=0.5, help="secondes entre deux regards sur la file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop until a signal; a database that is away is waited for, not fatal."""
        travailleur = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(16),
        )
        if not options["une_fois"]:
            travailleur.configure_signals()
        while travailleur.running:
            try:
                travailleur.run()
                for tache in PERIODIQUES:
                    self.lancer(tache, quand_meme=options["une_fois"])
                if options["une_fois"]:
                    travailleur.run()
                    return
            except DatabaseError:
                journal_technique.exception("The database did not answer; trying again.")
                if options["une_fois"]:
                    raise
                close_old_connections()
                time.sleep(2)
            time.sleep(options["intervalle"])

    def lancer(self, tache: Periodique, *, quand_meme: bool) -> None:
        """Call `tache` when it is due; its failure is logged and stops nothing else."""
        if not quand_meme and time.monotonic() < tache.due_a:
            return
        tache.due_a = time.monotonic() + tache.secondes
        try:
            tache.fonction()
        except DatabaseError:
            raise
        except Exception:  # noqa: BLE001 -- logged just below
            journal_technique.exception("The periodic job %s failed.", tache.fonction.__name__)

"""Deaths at chosen boundaries: each place of the ingestion where a power cut would leave something different behind.

The production code knows nothing of it: the functions that it calls, down to `fsync` and `commit`, are wrapped.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.tasks import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ppas.facturation.operations import deposer, envoi, magasin, traiter
from ppas.socle.televersement import VersDisque

FRONTIERES: list[tuple[Any, str, str]] = [
    (VersDisque, "receive_data_chunk", "arrivée d’un bloc"),
    (VersDisque, "file_complete", "fin de l’arrivée"),
    (magasin, "ranger", "rangement"),
    (os, "fsync", "fsync"),
    (Path, "replace", "déplacement"),
    (Path, "unlink", "effacement du provisoire"),
    (deposer, "_enregistrer", "enregistrement du dépôt"),
    (deposer, "journaliser", "journal du dépôt"),
    (Task, "enqueue", "mise en file"),
    (envoi, "deposer", "accusé"),
    (DBTaskResult, "claim", "prise de la tâche"),
    (traiter, "prendre", "prise du dépôt"),
    (traiter, "_effacer", "effacement"),
    (traiter, "_juger", "jugement"),
    (traiter, "_ecrire_lot", "écriture d’un lot"),
    (traiter, "charger", "chargement"),
    (traiter, "_publier", "publication"),
    (traiter, "changer_etat", "changement d’état"),
    (traiter, "_annoncer", "compte rendu"),
    (DBTaskResult, "set_successful", "fin de la tâche"),
]
"""Owner, function, name; each is two boundaries, before and after, at each call. So is the commit, apart."""
NOMS = frozenset({*(nom for _, _, nom in FRONTIERES), "commit"})
ECRITURES = ("INSERT", "UPDATE", "DELETE")


class Mort(BaseException):
    """The process is no more: nothing catches this, and nothing of what follows happens."""


class Bornes:
    """The boundaries that one life meets, in order; it ends at number `mort_a`, when it is given."""

    def __init__(self, mort_a: int | None = None) -> None:
        self.vues: list[str] = []
        self.est_mort = False
        self._mort_a = mort_a

    def passer(self, borne: str) -> None:
        """Note a boundary, and die there if it is the one. In a dead process no `finally` runs either."""
        if self.est_mort:
            raise Mort
        self.vues.append(borne)
        if self._mort_a == len(self.vues) - 1:
            self.est_mort = True
            raise Mort

    def _entourer(self, faire: Callable[..., Any], nom: str) -> Callable[..., Any]:
        @wraps(faire)
        def entouree(*args: Any, **kwargs: Any) -> Any:
            self.passer(f"avant {nom}")
            resultat = faire(*args, **kwargs)
            self.passer(f"après {nom}")
            return resultat

        return entouree

    def _entourer_le_commit(self, commettre: Callable[..., None]) -> Callable[..., None]:
        def entouree(base: BaseDatabaseWrapper) -> None:
            try:
                self.passer("avant commit")
            except Mort:
                base.rollback()  # what the database does when its client vanishes
                raise
            commettre(base)
            self.passer("après commit")

        return entouree

    def _executer(self, executer: Callable[..., Any], sql: str, params: Any, many: bool, contexte: Any) -> Any:  # noqa: FBT001
        """A write outside of any transaction is a commit of its own; a dead process sends no query at all."""
        if self.est_mort:
            raise Mort
        est_un_commit = not connection.in_atomic_block and sql.lstrip().upper().startswith(ECRITURES)
        if est_un_commit:
            self.passer("avant commit")
        resultat = executer(sql, params, many, contexte)
        if est_un_commit:
            self.passer("après commit")
        return resultat

    @contextmanager
    def surveiller(self) -> Iterator[None]:
        """Live one life under these boundaries. The database undoes what its dead client had not committed."""
        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(self._executer):
            for cible, fonction, nom in FRONTIERES:
                patch.setattr(cible, fonction, self._entourer(getattr(cible, fonction), nom))
            patch.setattr(BaseDatabaseWrapper, "commit", self._entourer_le_commit(BaseDatabaseWrapper.commit))
            # A dead worker notes no failure; without this line it would try three times.
            patch.setattr(DBTaskResult, "set_failed", self._entourer(DBTaskResult.set_failed, "échec de la tâche"))
            try:
                yield
            except Mort:
                assert self.est_mort
            finally:
                connection.close()


def travailler() -> None:
    """Run what the worker's queue holds, without its periodic jobs."""
    Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="essai",
    ).run()

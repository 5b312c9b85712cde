"""Portals without one of their protections, for the controls: each must lose or double what the true one keeps."""

import time
import uuid
from dataclasses import replace
from threading import Event, Thread
from typing import Any

from django.db import connection

from config.wsgi import application
from ppas.evaluations.operations import synchroniser
from ppas.facturation.models import Depot
from ppas.facturation.operations import deposer

RETARD = 0.3
"""Seconds between the receipt and the commit of the portal that promises too early."""

_enregistrer = deposer._enregistrer
_lire_envoi = synchroniser.lire_envoi


def _sans_cle(depot: Depot) -> Depot:
    depot.cle_envoi = uuid.uuid4()
    return _enregistrer(depot)


def _accuser_avant(depot: Depot) -> Depot:
    """Give the receipt, then commit."""
    est_ecrit, ecrits = Event(), []

    def ecrire() -> None:
        try:
            with deposer.transaction.atomic():
                ecrits.append(_enregistrer(depot))
                est_ecrit.set()
                time.sleep(RETARD)
        finally:
            est_ecrit.set()
            connection.close()

    Thread(target=ecrire).start()
    est_ecrit.wait()
    return ecrits[0]


def sans_cle(environ: dict[str, Any], repondre: Any) -> Any:
    """Serve the portal that ignores the key of a sending."""
    deposer._enregistrer = _sans_cle
    return application(environ, repondre)


def accuse_avant_commit(environ: dict[str, Any], repondre: Any) -> Any:
    """Serve the portal that gives a receipt before it has kept anything."""
    deposer._enregistrer = _accuser_avant
    return application(environ, repondre)


def sans_identifiant(environ: dict[str, Any], repondre: Any) -> Any:
    """Serve the portal that does not recognise what a computer sends again."""
    synchroniser.lire_envoi = lambda brut: replace(_lire_envoi(brut), identifiant=uuid.uuid4())
    return application(environ, repondre)

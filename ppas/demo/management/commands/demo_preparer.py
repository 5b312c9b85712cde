"""`manage.py demo_preparer`: all that `make demo` needs before it serves; done again, it only checks."""

import hashlib
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command

from ppas.demo.models import Construction
from ppas.demo.operations.inscriptions import prolonger_la_premiere_connexion
from ppas.demo.operations.preparer import Etat, construire, etat_de_la_base, vider
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


@contextmanager
def en_silence(*noms: str) -> Iterator[None]:
    """Keep these loggers to warnings meanwhile: a year of history is not worth a line a job."""
    niveaux = {nom: logging.getLogger(nom).level for nom in noms}
    try:
        for nom in noms:
            logging.getLogger(nom).setLevel(logging.WARNING)
        yield
    finally:
        for nom, niveau in niveaux.items():
            logging.getLogger(nom).setLevel(niveau)


class Command(BaseCommand):
    """Static files, then the database; nothing is touched of a database that is not the demonstration's."""

    help = "Prépare la démonstration : fichiers statiques, base et données."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--refaire`."""
        parser.add_argument("--refaire", action="store_true", help="refaire la base, aux dates d’aujourd’hui")

    def handle(self, *args: Any, refaire: bool, **options: Any) -> None:
        """Prepare what is missing or old, and say so."""
        self._rassembler_les_fichiers_statiques()
        etat = etat_de_la_base()
        if etat is Etat.A_JOUR and not refaire:
            prolonger_la_premiere_connexion()
            self._dire_l_age()
            return
        try:
            if etat in {Etat.A_JOUR, Etat.PERIMEE}:
                raison = "à votre demande" if refaire else "elle date d’une autre version"
                self.stdout.write(
                    f"La base de la démonstration est refaite : {raison}. Ce qui y a été saisi est effacé."
                )
                vider()
            self.stdout.write("Construction de la base de démonstration : quelques secondes…")
            with en_silence("django.tasks", "ppas.socle.operations.journal"):
                construire()
        except Refus as refus:
            raise CommandError(refus.message) from refus
        call_command("demo_exemples", stdout=self.stdout)

    def _dire_l_age(self) -> None:
        debut = Construction.objects.get().commencee_le
        if (debut.year, debut.month) != (aujourd_hui().year, aujourd_hui().month):
            self.stdout.write(
                f"La démonstration a été construite le {debut:%d/%m/%Y}. Pour la refaire aux dates d’aujourd’hui : "
                ".venv/bin/python manage.py demo_preparer --refaire"
            )

    def _rassembler_les_fichiers_statiques(self) -> None:
        sceau = Path(settings.STATIC_ROOT) / ".sceau"
        voulu = _empreinte_des_fichiers_statiques()
        if not sceau.exists() or sceau.read_text() != voulu:
            call_command("collectstatic", interactive=False, verbosity=0)
            sceau.write_text(voulu)


def _empreinte_des_fichiers_statiques() -> str:
    """Return a hash of the names, sizes and times of every static file."""
    condense = hashlib.sha256()
    for chercheur in get_finders():
        for nom, entrepot in chercheur.list([]):
            etat = Path(entrepot.path(nom)).stat()
            condense.update(f"{nom} {etat.st_size} {etat.st_mtime_ns}\n".encode())
    return condense.hexdigest()

"""`manage.py demo_exemples`: the files of `exemples/`, moved to the month that may be invoiced today."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from ppas.demo.regles.exemples import fichiers
from ppas.socle.horloge import aujourd_hui


class Command(BaseCommand):
    """Write them in `donnees/exemples/`, or in --dossier."""

    help = "Écrit les fichiers d’exemple du mois à facturer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the folder and the day."""
        parser.add_argument("--dossier", type=Path, default=settings.DONNEES / "exemples", help="où les écrire")
        parser.add_argument("--le", type=date.fromisoformat, help="comme si l’on était ce jour (AAAA-MM-JJ)")

    def handle(self, *args: Any, dossier: Path, le: date | None, **options: Any) -> None:
        """Write every file, and say where."""
        for fichier in fichiers(le=le or aujourd_hui()):
            chemin = dossier / fichier.chemin
            chemin.parent.mkdir(parents=True, exist_ok=True)
            chemin.write_bytes(fichier.octets)
        self.stdout.write(f"Fichiers d’exemple : {dossier}")

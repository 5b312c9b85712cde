"""`manage.py demo_paiements N`: what the caisse's system would answer to its export n° N."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import BaseCommand, CommandError

from ppas.demo.operations.paiements import fichier_paiements, fichier_paiements_evaluations
from ppas.evaluations.models import ExportEvaluations
from ppas.facturation.models import ExportFactures
from ppas.socle.refus import Refus


class Command(BaseCommand):
    """Write it in `donnees/exemples/flux/`, or in --dossier."""

    help = "Écrit le fichier de paiements d’un export, à importer par l’agent de la caisse."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the export, the payment date and the folder."""
        parser.add_argument("export", type=int, help="numéro de l’export")
        parser.add_argument("--evaluations", action="store_true", help="d’un export d’évaluations")
        parser.add_argument(
            "--le",
            type=date.fromisoformat,
            help="date de paiement ; par défaut avant-hier : le bordereau se lit aussitôt",
        )
        parser.add_argument("--dossier", type=Path, default=settings.DONNEES / "exemples" / "flux")

    def handle(
        self, *args: Any, export: int, evaluations: bool, le: date | None, dossier: Path, **options: Any
    ) -> None:
        """Write the file, and say where."""
        try:
            if evaluations:
                nom, octets = fichier_paiements_evaluations(ExportEvaluations.objects.get(pk=export), le=le)
            else:
                nom, octets = fichier_paiements(ExportFactures.objects.get(pk=export), le=le)
        except ObjectDoesNotExist:
            raise CommandError(f"Il n’y a pas d’export n° {export}.") from None
        except Refus as refus:
            raise CommandError(refus.message) from refus
        dossier.mkdir(parents=True, exist_ok=True)
        (dossier / nom).write_bytes(octets)
        self.stdout.write(f"Fichier de paiements : {dossier / nom}")

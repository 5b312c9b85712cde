"""`ppas exporter factures --caisse 03`: what « Exporter les lignes en attente » does, for a scheduler of the caisse."""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from ppas.caisses.models import Caisse
from ppas.facturation.models import ExportFactures
from ppas.facturation.operations.exporter import exporter_factures, lignes_csv
from ppas.socle.refus import Refus


class Command(BaseCommand):
    """Write the file to --sortie, or to the standard output; what is said goes to the standard error."""

    help = "Exporte les lignes de facture en attente d’une caisse, ou redonne le fichier d’un export."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the flux, the caisse and where the file goes."""
        parser.add_argument("flux", choices=["factures"], help="flux à exporter")
        parser.add_argument("--caisse", required=True, help="code de la caisse, par exemple 03")
        parser.add_argument("--export", type=int, help="numéro d’un export déjà fait, à redonner tel quel")
        parser.add_argument("--sortie", type=Path, help="fichier à écrire, à la place de la sortie standard")

    def handle(self, *args: Any, caisse: str, export: int | None, sortie: Path | None, **options: Any) -> None:
        """Export and write in one transaction: lines whose file could not be written stay pending."""
        try:
            with transaction.atomic():
                fait = self._export(Caisse.objects.get(code=caisse), export)
                with sortie.open("wb") if sortie else nullcontext(sys.stdout.buffer) as fichier:
                    _ecrire(fait, fichier)
        except Caisse.DoesNotExist:
            raise CommandError(f"Aucune caisse n’a le code {caisse}.", returncode=2) from None
        except ExportFactures.DoesNotExist:
            raise CommandError(f"La caisse {caisse} n’a pas d’export n° {export}.", returncode=2) from None
        except (Refus, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur
        self.stderr.write(f"{fait}, lignes : {fait.nb_lignes}.", self.style.SUCCESS)

    def _export(self, caisse: Caisse, numero: int | None) -> ExportFactures:
        if numero is not None:
            return ExportFactures.objects.get(caisse=caisse, pk=numero)
        return exporter_factures(caisse, par=None)


def _ecrire(export: ExportFactures, fichier: BinaryIO) -> None:
    fichier.writelines(lignes_csv(export))
    fichier.flush()

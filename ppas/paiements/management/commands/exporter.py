"""`ppas exporter factures --caisse 03`: what the « Exporter » screens do, for a scheduler of the caisse."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from ppas.caisses.models import Caisse
from ppas.evaluations.models import ExportEvaluations
from ppas.evaluations.operations.exporter import evaluations_json, exporter_evaluations
from ppas.facturation.models import ExportFactures
from ppas.facturation.operations.exporter import exporter_factures, lignes_csv
from ppas.socle.refus import Refus

type Export = ExportFactures | ExportEvaluations


@dataclass(frozen=True)
class Flux:
    """What can be exported: its rows, how an export is made, how its file is written, how it is told."""

    modele: type[Any]
    exporter: Callable[..., Export]
    ecrire: Callable[[Any], Iterator[bytes]]
    bilan: Callable[[Any], str]


FLUX = {
    "factures": Flux(ExportFactures, exporter_factures, lignes_csv, lambda export: f"lignes : {export.nb_lignes}"),
    "evaluations": Flux(
        ExportEvaluations,
        exporter_evaluations,
        evaluations_json,
        lambda export: f"évaluations : {export.nb_evaluations}",
    ),
}


class Command(BaseCommand):
    """Write the file to --sortie, or to the standard output; what is said goes to the standard error."""

    help = (
        "Exporte ce qui est en attente pour le système d’information d’une caisse, ou redonne le fichier d’un export."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the flux, the caisse and where the file goes."""
        parser.add_argument("flux", choices=list(FLUX), help="flux à exporter")
        parser.add_argument("--caisse", required=True, help="code de la caisse, par exemple 03")
        parser.add_argument("--export", type=int, help="numéro d’un export déjà fait, à redonner tel quel")
        parser.add_argument("--sortie", type=Path, help="fichier à écrire, à la place de la sortie standard")

    def handle(
        self, *args: Any, flux: str, caisse: str, export: int | None, sortie: Path | None, **options: Any
    ) -> None:
        """Export and write in one transaction: what could not be written stays pending."""
        choisi = FLUX[flux]
        try:
            with transaction.atomic():
                fait = _export(choisi, Caisse.objects.get(code=caisse), export)
                with sortie.open("wb") if sortie else nullcontext(sys.stdout.buffer) as fichier:
                    fichier.writelines(choisi.ecrire(fait))
                    fichier.flush()
        except Caisse.DoesNotExist:
            raise CommandError(f"Aucune caisse n’a le code {caisse}.", returncode=2) from None
        except choisi.modele.DoesNotExist:
            raise CommandError(f"La caisse {caisse} n’a pas d’export n° {export}.", returncode=2) from None
        except (Refus, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur
        self.stderr.write(f"{fait}, {choisi.bilan(fait)}.", self.style.SUCCESS)


def _export(flux: Flux, caisse: Caisse, numero: int | None) -> Export:
    if numero is None:
        return flux.exporter(caisse, par=None)
    export: Export = flux.modele.objects.get(caisse=caisse, pk=numero)
    return export

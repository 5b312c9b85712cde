"""`manage.py charger_references`: fill the reference tables of an installation."""

from typing import Any

from django.core.management.base import BaseCommand

from ppas.caisses.operations.charger_references import charger_references


class Command(BaseCommand):
    """Load the data files of the project, without touching what was corrected on the spot."""

    help = "Ajoute aux tables de référence les lignes qui manquent ; ne modifie aucune ligne existante."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say what was added."""
        for table, nb in charger_references().items():
            self.stdout.write(f"{table} : {nb} ajout{'s' if nb > 1 else ''}")

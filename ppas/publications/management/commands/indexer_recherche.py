"""`manage.py indexer_recherche`: the index of the search, made again from what is published."""

from typing import Any

from django.core.management import BaseCommand

from ppas.publications.operations.indexer import tout_indexer


class Command(BaseCommand):
    """Needed once after `charger_contenus`, and after a restoration; a publication keeps its own page found."""

    help = "Refait l’index de la recherche."

    def handle(self, *args: Any, **options: Any) -> None:
        """Index, and say how much."""
        self.stdout.write(f"{tout_indexer()} pages trouvables.")

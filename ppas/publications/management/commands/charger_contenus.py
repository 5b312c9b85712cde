"""`manage.py charger_contenus`: the portal's own pages, once its reference tables are loaded."""

from typing import Any

from django.core.management import BaseCommand

from ppas.publications.operations.charger_contenus import charger_contenus


class Command(BaseCommand):
    """Publishes the pages that are missing; what an editor changed is left alone."""

    help = "Met en ligne les pages du portail : accueil, rubriques, FAQ, guides, pied de page."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, and say how much."""
        self.stdout.write(f"{charger_contenus()} pages mises en ligne.")

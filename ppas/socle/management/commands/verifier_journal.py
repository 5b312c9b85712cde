"""`ppas verifier-journal` says whether the journal is still what was written in it."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ppas.socle.operations.journal import verifier


def _tete(texte: str) -> tuple[int, str]:
    rang, _, empreinte = texte.partition(":")
    if not (rang.isascii() and rang.isdigit() and empreinte):
        raise argparse.ArgumentTypeError("écrivez RANG:EMPREINTE, comme la commande l’affiche")
    return int(rang), empreinte


class Command(BaseCommand):
    """Exit with 0 when the journal is whole, 1 when it names a row that is not."""

    help = "Vérifie la chaîne du journal et nomme la première ligne modifiée, supprimée ou insérée."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare `--tete`."""
        parser.add_argument(
            "--tete", type=_tete, metavar="RANG:EMPREINTE", help="sceau noté lors d’une vérification précédente"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found."""
        bilan = verifier(options["tete"])
        if bilan.rupture:
            raise CommandError(f"Journal rompu : {bilan.rupture}.", returncode=1)
        self.stdout.write(
            f"Journal intact : {bilan.nb_scelles} événement(s) scellé(s), {bilan.nb_en_attente} en attente de sceau.\n"
            f"Tête à noter hors du portail : {bilan.rang}:{bilan.tete}"
        )

"""`ppas importer <flux> FICHIER --caisse 03`: take in a file of a caisse's information system."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ppas.caisses.models import Caisse, Flux
from ppas.echanges.operations.importer import importer
from ppas.socle.refus import FichierRefuse, Refus

REFUSE = 1
MAUVAIS_USAGE = 2


class Command(BaseCommand):
    """Exit 0 when the file is taken (or was already), 1 when it is refused, 2 when the command is wrong."""

    help = "Importe un fichier d’une caisse, en entier ou pas du tout."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare arguments that `handle` checks itself, to answer in French."""
        parser.add_argument("flux", nargs="?", default="", help=f"le flux : {', '.join(Flux.values)}")
        parser.add_argument("fichier", nargs="?", default="", metavar="FICHIER", help="le fichier CSV")
        parser.add_argument("--caisse", default="", help="le code de la caisse, par exemple 03")

    def handle(self, *args: Any, flux: str, fichier: str, caisse: str, **options: Any) -> None:
        """Import the file, then say what was taken, or each fault."""
        if flux not in Flux.values:
            raise CommandError(f"Indiquez un flux : {', '.join(Flux.values)}.", returncode=MAUVAIS_USAGE)
        destinataire = Caisse.objects.filter(code=caisse).first()
        if destinataire is None:
            raise CommandError("Indiquez une caisse par son code : --caisse 03.", returncode=MAUVAIS_USAGE)
        chemin = Path(fichier)
        try:
            with chemin.open("rb") as source:
                reception = importer(flux, source, chemin.name, caisse=destinataire, par=None)
        except OSError as erreur:
            raise CommandError(f"« {fichier} » ne peut pas être lu.", returncode=MAUVAIS_USAGE) from erreur
        except Refus as refus:
            self.stderr.writelines(_fautes(refus))
            raise CommandError(refus.message, returncode=REFUSE) from refus
        self.stdout.write(reception.compte_rendu)


def _fautes(refus: Refus) -> list[str]:
    if not isinstance(refus, FichierRefuse):
        return []
    lignes = [f"{faute}\n" for faute in refus.fautes.montrees]
    reste = refus.fautes.nb - len(lignes)
    return [*lignes, f"… et {reste} de plus.\n"] if reste else lignes

"""`manage.py code_totp LOGIN`: what the authenticator application of a demonstration account shows now."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ppas.comptes.models import SecondFacteur
from ppas.comptes.regles.totp import PERIODE, code_du_pas, pas_de
from ppas.socle.horloge import maintenant


class Command(BaseCommand):
    """Print the present code; refused where the portal is not a demonstration."""

    help = "Affiche le code de connexion d’un compte de la démonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the login."""
        parser.add_argument("login")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the code and how long it lasts."""
        if not apps.is_installed("ppas.demo"):
            raise CommandError("Cette commande n’existe que pour la démonstration.")
        facteur = SecondFacteur.objects.filter(utilisateur__login__iexact=options["login"]).first()
        if facteur is None:
            raise CommandError(f"Aucun second facteur pour « {options['login']} ».")
        instant = maintenant()
        reste = PERIODE - int(instant.timestamp()) % PERIODE
        self.stdout.write(f"{code_du_pas(facteur.secret, pas_de(instant))} (encore {reste} s)")

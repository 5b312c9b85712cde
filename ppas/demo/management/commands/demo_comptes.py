"""`manage.py demo_comptes`: with which accounts to visit the demonstration, and where to begin."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.urls import reverse

from ppas.demo.operations.inscriptions import comptes_presents
from ppas.demo.regles.comptes import MOT_DE_PASSE


class Command(BaseCommand):
    """Print the accounts, structure by structure, then the addresses."""

    help = "Affiche les comptes de la démonstration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        presents = comptes_presents()
        logins = max(len(compte.login) for compte in presents)
        roles = max(len(compte.role) for compte in presents)
        self.stdout.write(f"\nDémonstration : données fictives. Mot de passe de tous les comptes : {MOT_DE_PASSE}")
        for structure, comptes in groupby(presents, key=lambda compte: compte.structure):
            self.stdout.write(f"\n  {structure}")
            for c in comptes:
                self.stdout.write(
                    f"    {c.login.ljust(logins)}  {c.mot_de_passe.ljust(11)}  {c.role.ljust(roles)}  {c.a_voir}"
                )
        adresse = settings.ADRESSE_DU_PORTAIL
        adresses = {
            "Comptes": f"{adresse}{reverse('demo:comptes')}",
            "Courriels envoyés": f"{adresse}{reverse('demo:courriels')}",
            "Fichiers d’exemple": f"{adresse}{reverse('demo:exemples')}, ou {settings.DONNEES / 'exemples'}",
        }
        self.stdout.write(
            "\n  Les comptes de caisse et le compte national demandent un code : il est sur la page « Comptes », ou\n"
            "  `.venv/bin/python manage.py code_totp LOGIN` l’affiche.\n"
        )
        for nom, ou in adresses.items():
            self.stdout.write(f"  {nom.ljust(20)}{ou}")

"""`manage.py demo_comptes`: with which accounts to visit the demonstration, and where to begin."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.urls import reverse

from ppas.demo.regles.comptes import COMPTES, MOT_DE_PASSE

TITRES = ("Login", "Mot de passe", "Rôle", "Pour", "À voir d’abord")


class Command(BaseCommand):
    """Print a table that fits a terminal, then the addresses."""

    help = "Affiche les comptes de la démonstration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        rangees = [TITRES, *((c.login, c.mot_de_passe, c.role, c.structure, c.a_voir) for c in COMPTES)]
        largeurs = [max(map(len, colonne)) for colonne in zip(*(rangee[:4] for rangee in rangees), strict=True)]
        self.stdout.write(f"\nDémonstration : données fictives. Mot de passe de tous les comptes : {MOT_DE_PASSE}\n\n")
        for *debut, a_voir in rangees:
            colonnes = (texte.ljust(largeur) for texte, largeur in zip(debut, largeurs, strict=True))
            self.stdout.write(f"  {'  '.join(colonnes)}  {a_voir}")
        adresse = settings.ADRESSE_DU_PORTAIL
        adresses = {
            "Comptes": f"{adresse}{reverse('demo:comptes')}",
            "Courriels envoyés": f"{adresse}{reverse('demo:courriels')}",
            "Fichiers d’exemple": f"{adresse}{reverse('demo:exemples')}, ou {settings.DONNEES / 'exemples'}",
        }
        self.stdout.write("")
        for nom, ou in adresses.items():
            self.stdout.write(f"  {nom.ljust(20)}{ou}")

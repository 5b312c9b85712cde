"""`manage.py verifier_liens`: the links of the published texts that lead nowhere."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from ppas.publications.liens import liens_a_revoir


class Command(BaseCommand):
    """Lists the dead links; those that leave the portal are listed too, and not followed."""

    help = "Liste les liens morts des pages publiées ; échoue s’il y en a."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one line a link."""
        trouves = liens_a_revoir()
        for mort in trouves:
            nature = "autre site" if mort.est_externe else "MORT"
            self.stdout.write(f"{nature} : {mort.source.titre} → {mort.lien.genre} {mort.lien.cible}")
        nb_morts = sum(not mort.est_externe for mort in trouves)
        if nb_morts:
            raise CommandError(f"{nb_morts} lien(s) mort(s).")

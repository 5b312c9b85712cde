from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SocleConfig(AppConfig):
    name = "ppas.socle"
    verbose_name = "Paramètres du portail"

    def ready(self) -> None:
        """Register the lookups and the alphabet, and load each domain's `taches.py`: the worker knows its jobs."""
        autodiscover_modules("recherches", "alphabet", "taches")

from importlib import import_module

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "ppas.comptes"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Listen to Django's sign-in and sign-out."""
        import_module("ppas.comptes.authentification")

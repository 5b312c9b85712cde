from django.apps import AppConfig


class ComptesConfig(AppConfig):
    name = "ppas.comptes"
    verbose_name = "Comptes"

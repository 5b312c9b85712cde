from django.apps import AppConfig


class EchangesConfig(AppConfig):
    name = "ppas.echanges"
    verbose_name = "Échanges"

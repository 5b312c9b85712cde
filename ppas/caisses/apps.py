from django.apps import AppConfig


class CaissesConfig(AppConfig):
    name = "ppas.caisses"
    verbose_name = "Caisses"

from django.apps import AppConfig


class PaiementsConfig(AppConfig):
    name = "ppas.paiements"
    verbose_name = "Paiements"

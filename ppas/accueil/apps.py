from django.apps import AppConfig


class AccueilConfig(AppConfig):
    name = "ppas.accueil"
    verbose_name = "Accueil"

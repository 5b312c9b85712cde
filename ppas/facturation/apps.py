from django.apps import AppConfig


class FacturationConfig(AppConfig):
    name = "ppas.facturation"
    verbose_name = "Facturation"

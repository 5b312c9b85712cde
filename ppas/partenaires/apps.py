from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "ppas.partenaires"
    verbose_name = "Partenaires"

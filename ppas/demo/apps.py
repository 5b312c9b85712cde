from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "ppas.demo"
    verbose_name = "Démonstration"

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "ppas.assistance"
    verbose_name = "Assistance"

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "ppas.evaluations"
    verbose_name = "Évaluations"

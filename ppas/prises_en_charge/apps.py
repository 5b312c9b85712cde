from django.apps import AppConfig


class PrisesEnChargeConfig(AppConfig):
    name = "ppas.prises_en_charge"
    verbose_name = "Prises en charge"

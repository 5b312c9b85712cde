from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "ppas.publications"
    verbose_name = "Publications"

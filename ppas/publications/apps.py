from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "ppas.publications"
    verbose_name = "Publications"

    def ready(self) -> None:
        """Connect what follows a publication."""
        from ppas.publications import receveurs  # noqa: F401, PLC0415

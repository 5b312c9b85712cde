from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "ppas.publications"
    verbose_name = "Publications"

    def ready(self) -> None:
        """Listen to what changes the public pages."""
        from ppas.publications.signaux import ecouter  # noqa: PLC0415 (models are loaded only now)

        ecouter()

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "ppas.publications"
    verbose_name = "Publications"

    def ready(self) -> None:
        """Connect what follows a publication: the search, the pages kept for visitors."""
        from ppas.publications import receveurs, receveurs_edition  # noqa: F401, PLC0415  (models are loaded only now)
        from ppas.publications.signaux import ecouter  # noqa: PLC0415

        ecouter()

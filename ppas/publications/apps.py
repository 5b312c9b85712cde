from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "ppas.publications"
    verbose_name = "Publications"

    def ready(self) -> None:
        """Connect what follows a publication: the search, the pages kept for visitors; sign the choosers' scripts."""
        from ppas.publications import receveurs, receveurs_edition  # noqa: F401, PLC0415  (models are loaded only now)
        from ppas.publications.nonce import signer_les_selecteurs  # noqa: PLC0415
        from ppas.publications.signaux import ecouter  # noqa: PLC0415

        ecouter()
        signer_les_selecteurs()

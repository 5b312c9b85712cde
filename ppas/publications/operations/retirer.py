"""What may not leave the site: the pages that menus name, and those to which others lead."""

from collections.abc import Collection, Iterator

from wagtail.models import Page

from ppas.publications.liens import sources
from ppas.publications.models.base import PagePortail, chemin
from ppas.socle.refus import Refus

CITEES_MAX = 5
"""Pages named in a refusal."""


def verifier_le_retrait(pages: Collection[Page], *, verbe: str) -> None:
    """Check that `pages`, with all below them, may be taken away; `verbe` is the French participle of what is asked.

    Raises Refus: page-du-portail, page-citee.
    """
    verifier_la_structure(pages, verbe=verbe)
    citantes = list(_citantes(pages))
    if not citantes:
        return
    noms = ", ".join(f"« {titre} »" for titre in citantes[:CITEES_MAX])
    nb_tus = len(citantes) - CITEES_MAX
    raise Refus(
        "page-citee",
        f"Impossible : un lien y mène encore depuis {noms}{f' et {nb_tus} autres pages' if nb_tus > 0 else ''}. "
        f"La page n’a pas été {verbe}. Retirez d’abord ce lien, publiez, puis recommencez.",
    )


def verifier_la_structure(pages: Collection[Page], *, verbe: str) -> None:
    """Check that the portal itself does not count on any of `pages`. Raises Refus("page-du-portail")."""
    for page in pages:
        specifique = page.specific_deferred
        if isinstance(specifique, PagePortail) and specifique.est_structurelle():
            raise Refus(
                "page-du-portail",
                f"« {page.title} » fait partie de la structure du portail, des menus y mènent : elle ne peut pas être "
                f"{verbe}. Rien n’a été modifié ; vous pouvez changer son texte.",
            )


def _citantes(pages: Collection[Page]) -> Iterator[str]:
    """Yield the titles of what leads to `pages`, or to those below them, from elsewhere."""
    chemins = tuple(page.path for page in pages)
    descendants = [
        descendant
        for page in pages
        for descendant in page.get_descendants(inclusive=True).values_list("pk", "url_path")
    ]
    cles = {str(pk) for pk, _ in descendants}
    adresses = {chemin(url_path) for _, url_path in descendants}
    for source in sources():
        est_dedans = source.page is not None and source.page.path.startswith(chemins)
        if not est_dedans and any(
            (lien.genre == "page" and lien.cible in cles) or (lien.genre == "adresse" and lien.chemin in adresses)
            for lien in source.liens
        ):
            yield source.titre

"""What a browser sends to the on-line month and reads from it, for the tests."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ppas.facturation.models import Formulaire, LigneFormulaire


def adresse(formulaire: Formulaire, page: int | str = 1, vue: str = "formulaire") -> str:
    """Return the address of a page of the form, or of what is done from it."""
    return f"{reverse(f'facturation:{vue}', args=[formulaire.pk])}?page={page}"


def saisie(
    ligne: LigneFormulaire, ouvrables: str | None = None, dimanches: str | None = None, **actions: str
) -> dict[str, Any]:
    """Return what the browser sends for one line: each field with the value that the page first showed."""
    donnees: dict[str, Any] = dict(actions)
    for champ, texte in (("ouvrables_centiemes", ouvrables), ("dimanches_feries_centiemes", dimanches)):
        if texte is not None:
            initial = getattr(ligne, champ)
            donnees[f"initial-ligne-{ligne.pk}-{champ}"] = "" if initial is None else f"{initial / 100:.2f}"
            donnees[f"ligne-{ligne.pk}-{champ}"] = texte
    return donnees


def page(reponse: HttpResponse) -> str:
    """Return the text of a page, its no-break spaces and line ends as plain spaces."""
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").split())

"""What a conversation may be about: for each kind, which files each side may see, and where they are shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from ppas.assistance.models import Cote
from ppas.caisses.models import Caisse
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import EtatFormulaire
from ppas.facturation.models import Depot, Formulaire
from ppas.partenaires.models import Convention, Partenaire


@dataclass(frozen=True)
class Nature:
    """A kind of file. `pages` gives its page on each side, "" where that side has none."""

    du_partenaire: Callable[[Partenaire], QuerySet]
    de_la_caisse: Callable[[Caisse], QuerySet]
    parties: Callable[[Any], tuple[Partenaire, Caisse]]
    pages: Callable[[Any], dict[Cote, str]]


def _parties_de_la_convention(dossier: Any) -> tuple[Partenaire, Caisse]:
    convention = getattr(dossier, "convention", dossier)
    return convention.partenaire, convention.caisse


def _pages(dossier: Any, du_partenaire: str, de_la_caisse: str) -> dict[Cote, str]:
    urls = {Cote.PARTENAIRE: du_partenaire, Cote.CAISSE: de_la_caisse}
    return {cote: reverse(url, args=[dossier.pk]) if url else "" for cote, url in urls.items()}


def _sans_page(_convention: Any) -> dict[Cote, str]:
    """Return nothing: only administrators have a page of conventions, on either side."""
    return {Cote.PARTENAIRE: "", Cote.CAISSE: ""}


def _pages_de_l_evaluation(evaluation: Any) -> dict[Cote, str]:
    """Return the pages of an evaluation once it was transmitted; before, few may open it."""
    if not evaluation.transmise_le:
        return _sans_page(evaluation)
    return _pages(evaluation, "evaluations:evaluation", "evaluations:caisse_evaluation")


NATURES: dict[str, Nature] = {
    "convention": Nature(
        lambda partenaire: Convention.objects.filter(partenaire=partenaire).select_related("partenaire", "caisse"),
        lambda caisse: Convention.objects.filter(caisse=caisse).select_related("partenaire", "caisse"),
        _parties_de_la_convention,
        _sans_page,
    ),
    "depot": Nature(
        lambda partenaire: Depot.objects.filter(partenaire=partenaire, caisse__isnull=False).select_related(
            "partenaire", "caisse"
        ),
        lambda caisse: Depot.objects.filter(caisse=caisse).select_related("partenaire", "caisse"),
        lambda depot: (depot.partenaire, depot.caisse),
        lambda depot: _pages(depot, "facturation:depot", "facturation:caisse_depot"),
    ),
    "formulaire": Nature(
        lambda partenaire: Formulaire.objects.de_partenaire(partenaire).select_related(
            "convention__partenaire", "convention__caisse"
        ),
        lambda caisse: Formulaire.objects.filter(
            Q(etat=EtatFormulaire.VALIDE) | Q(conversation__isnull=False), convention__caisse=caisse
        ).select_related("convention__partenaire", "convention__caisse"),
        _parties_de_la_convention,
        lambda formulaire: _pages(formulaire, "facturation:formulaire", ""),
    ),
    "evaluation": Nature(
        lambda partenaire: Evaluation.objects.de_partenaire(partenaire).select_related(
            "convention__partenaire", "convention__caisse"
        ),
        lambda caisse: (
            Evaluation.objects.de_caisse(caisse)
            .filter(Q(transmise_le__isnull=False) | Q(conversation__isnull=False))
            .select_related("convention__partenaire", "convention__caisse")
        ),
        _parties_de_la_convention,
        _pages_de_l_evaluation,
    ),
}
"""A caisse sees an on-line month or an evaluation once it has received it, or once the partner wrote about it."""

"""What a conversation may be about: for each kind, which files each side may see, and where they are shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from ppas.caisses.models import Caisse
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import EtatFormulaire
from ppas.facturation.models import Depot, Formulaire
from ppas.partenaires.models import Convention, Partenaire


@dataclass(frozen=True)
class Nature:
    """A kind of file. `page_*` names its page on each side, None when that side has none."""

    du_partenaire: Callable[[Partenaire], QuerySet]
    de_la_caisse: Callable[[Caisse], QuerySet]
    parties: Callable[[Model], tuple[Partenaire, Caisse]]
    page_partenaire: str | None
    page_caisse: str | None


def _parties_de_la_convention(dossier: Model) -> tuple[Partenaire, Caisse]:
    convention = getattr(dossier, "convention", dossier)
    return convention.partenaire, convention.caisse


NATURES: dict[str, Nature] = {
    "convention": Nature(
        lambda partenaire: Convention.objects.filter(partenaire=partenaire).select_related("partenaire", "caisse"),
        lambda caisse: Convention.objects.filter(caisse=caisse).select_related("partenaire", "caisse"),
        _parties_de_la_convention,
        None,
        None,
    ),
    "depot": Nature(
        lambda partenaire: Depot.objects.filter(partenaire=partenaire, caisse__isnull=False).select_related(
            "partenaire", "caisse"
        ),
        lambda caisse: Depot.objects.filter(caisse=caisse).select_related("partenaire", "caisse"),
        lambda depot: (depot.partenaire, depot.caisse),
        "facturation:depot",
        "facturation:caisse_depot",
    ),
    "formulaire": Nature(
        lambda partenaire: Formulaire.objects.de_partenaire(partenaire).select_related(
            "convention__partenaire", "convention__caisse"
        ),
        lambda caisse: Formulaire.objects.filter(
            Q(etat=EtatFormulaire.VALIDE) | Q(conversation__isnull=False), convention__caisse=caisse
        ).select_related("convention__partenaire", "convention__caisse"),
        _parties_de_la_convention,
        "facturation:formulaire",
        None,
    ),
    "evaluation": Nature(
        lambda partenaire: Evaluation.objects.de_partenaire(partenaire).select_related(
            "convention__partenaire", "convention__caisse"
        ),
        lambda caisse: Evaluation.objects.de_caisse(caisse)
        .filter(Q(transmise_le__isnull=False) | Q(conversation__isnull=False))
        .select_related("convention__partenaire", "convention__caisse"),
        _parties_de_la_convention,
        "evaluations:evaluation",
        "evaluations:caisse_evaluation",
    ),
}
"""A caisse sees an on-line month or an evaluation once it has received it, or once the partner wrote about it."""

"""How the assistance stands. Nothing counts a history."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from ppas.assistance.models import Demande
from ppas.assistance.regles.delai import duree
from ppas.socle.horloge import maintenant
from ppas.socle.plafond import Compte, compter_jusqu_a

DERNIERES = 50
"""How many resolved requests the median looks at."""


@dataclass(frozen=True)
class Chiffres:
    """How the assistance stands: open and late requests, the oldest open one, the median time to resolve the last."""

    ouvertes: Compte
    en_retard: Compte
    plus_ancienne: str
    mediane: str


def chiffres() -> Chiffres:
    """Return the figures of the queue, in four queries."""
    instant = maintenant()
    ouvertes = Demande.objects.ouvertes()
    plus_ancienne = ouvertes.order_by("recue_le").values_list("recue_le", flat=True).first()
    return Chiffres(
        compter_jusqu_a(ouvertes),
        compter_jusqu_a(Demande.objects.en_retard(instant)),
        duree(instant - plus_ancienne) if plus_ancienne else "",
        _mediane(),
    )


def _mediane() -> str:
    dernieres = list(
        Demande.objects.filter(resolue_le__isnull=False)
        .order_by("-resolue_le")
        .values_list("recue_le", "resolue_le")[:DERNIERES]
    )
    if not dernieres:
        return ""
    return duree(timedelta(seconds=median((fin - debut).total_seconds() for debut, fin in dernieres if fin)))

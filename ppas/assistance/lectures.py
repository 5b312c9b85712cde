"""What pages read of the domain: what is left to read, how the assistance stands. Nothing counts a history."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from ppas.assistance.models import Conversation, Cote, Demande
from ppas.assistance.regles.delai import duree
from ppas.caisses.models import Caisse
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.plafond import Compte, compter_jusqu_a

DERNIERES = 50
"""How many resolved requests the median looks at."""


def a_lire_par_le_partenaire(partenaire: Partenaire) -> Compte:
    """Count the conversations where `partenaire` has something to read, in one query over an index of those."""
    return compter_jusqu_a(Conversation.objects.filter(partenaire=partenaire).non_lues(Cote.PARTENAIRE))


def a_lire_par_la_caisse(caisse: Caisse) -> Compte:
    """Count the conversations where `caisse` has something to read, in one query over an index of those."""
    return compter_jusqu_a(Conversation.objects.filter(caisse=caisse).non_lues(Cote.CAISSE))


def demandes_en_retard() -> Compte:
    """Count the requests that the assistance should have answered."""
    return compter_jusqu_a(Demande.objects.en_retard(maintenant()))


def demandes_sans_suivi() -> Compte:
    """Count the open requests that nobody follows."""
    return compter_jusqu_a(Demande.objects.ouvertes().filter(suivie_par=None))


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

"""The portal's periodic jobs: what a killed worker left behind is always found again by one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.operations.courriels import envoyer


@dataclass
class Periodique:
    """A function that each worker calls again after `secondes`; running it twice at once must do no harm."""

    fonction: Callable[[], object]
    secondes: float
    due_a: float = field(default=0.0)


PERIODIQUES: list[Periodique] = []


def periodique(secondes: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function of a domain's `taches.py` as a periodic job."""

    def inscrire(fonction: Callable[[], object]) -> Callable[[], object]:
        PERIODIQUES.append(Periodique(fonction, secondes))
        return fonction

    return inscrire


@periodique(2)
def envoyer_les_courriels() -> int:
    """Send the mails that are due, at most 50 a turn; return how many left."""
    dus = Courriel.objects.filter(etat=EtatCourriel.EN_FILE, prochaine_tentative_le__lte=maintenant())
    return sum(envoyer(pk) for pk in dus.order_by("pk").values_list("pk", flat=True)[:50])

"""The portal's periodic jobs: what a killed worker left behind is always found again by one of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ppas.socle.operations import courriels, journal


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


periodique(2)(courriels.envoyer_les_dus)
periodique(2)(journal.sceller)
for fonction in (
    journal.noter_la_tete,
    journal.purger_les_consultations,
    courriels.effacer_les_secrets,
    courriels.purger_les_courriels,
):
    periodique(3600)(fonction)

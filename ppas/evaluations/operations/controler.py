"""Reading an evaluation kept in the database by the rules: what is checked, and what was or would be transmitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from ppas.caisses.models import PlafondPlan
from ppas.evaluations.models import Evaluation, Transmission
from ppas.evaluations.regles.delais import Delais
from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.fin import Empechement, empechements
from ppas.evaluations.regles.formulaire import nettoyer, retenir
from ppas.evaluations.regles.gir import calculer_gir
from ppas.evaluations.regles.lecture import Lecture, lire_reponses, profil
from ppas.evaluations.regles.plan import Plafond, Total, controler_plan
from ppas.evaluations.regles.transmission import Controle, controler, date_de_visite
from ppas.socle.horloge import PARIS, aujourd_hui


@dataclass(frozen=True)
class Contenu:
    """What one reads of an evaluation: its last transmission, or its present answers when there is none yet.

    `rang` is that of the transmission, 0 when there is none.
    """

    rang: int
    version: int
    reponses: Mapping[str, object]
    gir: int | None
    le: datetime

    @property
    def lecture(self) -> Lecture:
        """The answers as people read them."""
        return lire_reponses(charger(self.version), self.reponses)

    def totaux(self, plafonds: Iterable[Plafond]) -> tuple[Total, ...]:
        """What the plan adds up to, beside the ceilings of the day of the visit."""
        visitee_le = date_de_visite(self.reponses)
        if visitee_le is None:
            return ()
        return controler_plan(charger(self.version), self.reponses, plafonds, le=visitee_le).totaux

    @property
    def profil(self) -> tuple[tuple[str, str], ...]:
        """The modality of each variable of the grid."""
        return profil(self.reponses)


def contenu_de(evaluation: Evaluation, transmission: Transmission | None) -> Contenu:
    """Return what is read of `evaluation`; `transmission` is the last one."""
    if transmission:
        return Contenu(
            transmission.rang,
            transmission.version,
            transmission.reponses,
            transmission.gir,
            transmission.transmise_le,
        )
    description = charger(evaluation.version)
    retenues = retenir(description, nettoyer(description, evaluation.reponses)[0])
    gir = calculer_gir(retenues).gir or evaluation.gir
    return Contenu(0, evaluation.version, retenues, gir, evaluation.modifiee_le)


def lire_plafonds() -> list[Plafond]:
    """Return every dated ceiling of a plan, as the rules read them, in one query."""
    champs = ("code", "unite", "valeur", "periode_mois", "debut", "fin")
    return [Plafond(*plafond) for plafond in PlafondPlan.objects.values_list(*champs)]


def controler_evaluation(evaluation: Evaluation, plafonds: Iterable[Plafond]) -> Controle:
    """Check an evaluation as it would be transmitted today."""
    commande = evaluation.commande
    return controler(
        charger(evaluation.version),
        evaluation.reponses,
        plafonds,
        le=aujourd_hui(),
        commandee_le=commande.date_commande,
        limite=commande.date_limite,
    )


def empechements_de(evaluation: Evaluation) -> list[Empechement]:
    """Return what prevents the evaluation from being finished, hence from being transmitted, whichever door it uses."""
    controle = controler_evaluation(evaluation, lire_plafonds())
    return empechements(charger(evaluation.version), evaluation.reponses, controle)


def delais_de(evaluation: Evaluation) -> Delais:
    """Return how long the steps of an evaluation took."""
    commande = evaluation.commande
    return Delais(
        commande.date_commande,
        commande.date_limite,
        evaluation.visitee_le,
        _jour(evaluation.transmise_le),
        _jour(evaluation.traitee_le),
    )


def _jour(instant: datetime | None) -> date | None:
    return instant.astimezone(PARIS).date() if instant else None

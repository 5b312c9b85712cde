"""What a computer takes away: the orders that its user holds, and what the portal already has of them (EVA-07)."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from ppas.caisses.models import PlafondPlan
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES
from ppas.evaluations.models import Appareil, Commande, Evaluation, Reservation
from ppas.evaluations.operations.perte import COMMANDE_INCONNUE, Perte, perte_de
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

COMMANDES_MAX = 1000
"""Orders that a computer may ask about at once: far more than it holds."""


@dataclass(frozen=True)
class Emport:
    """`retirees`: the orders that the computer still holds and must not, each with why."""

    commandes: list[Commande]
    evaluations: list[Evaluation]
    retirees: list[tuple[int, Perte]]
    plafonds: list[PlafondPlan]


@transaction.atomic
def a_emporter(appareil: Appareil, *, par: Utilisateur, tenues: Collection[int] = ()) -> Emport:
    """Attach to `appareil` the orders that its user reserved on none, and return all those that he holds on it.

    `tenues`: numbers of the orders that it holds already; those that are no longer its own come back with the reason.
    Raises Refus("appareil-retire").
    """
    if verrouiller(appareil).retire_le:
        raise Refus("appareil-retire", "Cet ordinateur a été retiré : il ne peut plus rien emporter.")
    siennes = Reservation.objects.en_cours().filter(
        evaluateur=par, commande__in=Commande.objects.de_partenaire(appareil.partenaire)
    )
    nb = siennes.filter(appareil=None).update(appareil=appareil)
    if nb:
        s = "s" if nb > 1 else ""
        journaliser(
            appareil, "emporter", par=par, libelle=f"{nb} commande{s} emportée{s} sur l’ordinateur « {appareil} »"
        )
    Appareil.objects.filter(pk=appareil.pk).update(synchronise_le=maintenant())
    emportees = Commande.objects.filter(pk__in=siennes.filter(appareil=appareil).values("commande"))
    commandes = list(emportees.select_related("beneficiaire", "caisse").order_by("date_limite", "pk"))
    jour = aujourd_hui()
    return Emport(
        commandes,
        list(Evaluation.objects.filter(commande__in=commandes, etat__in=MODIFIABLES)),
        _retirees(appareil, par, set(tenues) - {commande.pk for commande in commandes}),
        list(PlafondPlan.objects.en_vigueur(jour)),
    )


def _retirees(appareil: Appareil, par: Utilisateur, numeros: set[int]) -> list[tuple[int, Perte]]:
    if not numeros:
        return []
    connues = Commande.objects.de_partenaire(appareil.partenaire).filter(
        Q(reservations__evaluateur=par), pk__in=numeros
    )
    pertes = {commande.pk: perte_de(commande, par=par, appareil=appareil) for commande in connues.distinct()}
    return [(numero, pertes.get(numero) or COMMANDE_INCONNUE) for numero in sorted(numeros)]

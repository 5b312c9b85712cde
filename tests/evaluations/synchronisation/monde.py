"""An evaluator, his structure, his computer, and what that computer sends."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import Appareil, Commande, EnvoiEvaluation, Reservation
from ppas.evaluations.operations.synchroniser import recevoir
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from tests.factories import ConventionFactory, RattachementFactory
from tests.factories.evaluations import AppareilFactory, CommandeFactory, ReservationFactory


@dataclass
class Evaluateur:
    """A person of a structure that evaluates, with a computer. `envoi` composes what it sends."""

    utilisateur: Utilisateur
    convention: Convention
    appareil: Appareil
    navigateurs: dict[str, Client] = field(default_factory=dict)

    def commande(self, *, appareil: Appareil | None = None, **champs: Any) -> Commande:
        """Return a new order, that this person holds on his computer."""
        commande = CommandeFactory(convention=self.convention, reservee=True, **champs)
        ReservationFactory(commande=commande, evaluateur=self.utilisateur, appareil=appareil or self.appareil)
        return commande

    def envoyer(self, envoi: dict[str, Any], *, appareil: Appareil | None = None) -> EnvoiEvaluation:
        """Send from his computer, or from another one."""
        return recevoir(envoi, appareil=appareil or self.appareil, par=self.utilisateur)


def envoi(commande: Commande | int, reponses: dict[str, Any] | None = None, **champs: Any) -> dict[str, Any]:
    """Return what a computer sends of one evaluation: the physician's name, unless other answers are given."""
    return {
        "identifiant": str(uuid.uuid4()),
        "commande": commande if isinstance(commande, int) else commande.pk,
        "version": 1,
        "base": 0,
        "precedents": [],
        "reponses": {"visite_medecin": "Docteur MARTIN"} if reponses is None else reponses,
        "est_terminee": False,
        "saisie_le": "2026-11-04T09:00:00.000Z",
        **champs,
    }


def faire_evaluateur(convention: Convention | None = None) -> Evaluateur:
    """Make a person of the structure of `convention`, or of a new one."""
    convention = convention or ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION)
    utilisateur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    return Evaluateur(
        utilisateur, convention, AppareilFactory(utilisateur=utilisateur, partenaire=convention.partenaire)
    )


def finir(commande: Commande, fin: FinReservation, etat: EtatCommande) -> None:
    """End the reservation of an order, as the operation that does it would."""
    Reservation.objects.filter(commande=commande, finie_le=None).update(finie_le=maintenant(), fin=fin)
    Commande.objects.filter(pk=commande.pk).update(etat=etat)

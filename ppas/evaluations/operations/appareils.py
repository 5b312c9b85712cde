"""The computers where an evaluator works off line: generated, renewed, removed (EVA-06).

Their code never comes here.
"""

from uuid import UUID

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil, Reservation
from ppas.partenaires.models import Partenaire
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

APPAREILS_MAX = 20
"""Computers in service of one person: far more than anybody uses."""


@transaction.atomic
def generer(
    utilisateur: Utilisateur, partenaire: Partenaire, *, nom: str, navigateur: str = "", version: str = ""
) -> Appareil:
    """Register one more computer of `utilisateur`; raise Refus("trop-d-ordinateurs") when he has too many."""
    verrouiller(utilisateur)
    siens = Appareil.objects.visibles_par(utilisateur, partenaire).en_service()
    if siens.count() >= APPAREILS_MAX:
        raise Refus(
            "trop-d-ordinateurs",
            f"Vous avez déjà {APPAREILS_MAX} ordinateurs : retirez de la liste ceux qui ne servent plus.",
        )
    appareil = Appareil.objects.create(
        utilisateur=utilisateur,
        partenaire=partenaire,
        nom=nom,
        navigateur=navigateur,
        version=version,
        cree_le=maintenant(),
    )
    journaliser(appareil, "generer-appareil", par=utilisateur, libelle=f"Mode déconnecté généré sur « {nom} »")
    return appareil


@transaction.atomic
def renouveler(utilisateur: Utilisateur, partenaire: Partenaire, identifiant: UUID, *, version: str) -> Appareil:
    """Note that a computer has another code and runs `version`.

    Raises Refus("appareil-retire") unless it is in service.
    """
    siens = Appareil.objects.visibles_par(utilisateur, partenaire).en_service()
    appareil = siens.filter(identifiant=identifiant).first()
    if appareil is None or verrouiller(appareil).retire_le:
        raise Refus(
            "appareil-retire", "Cet ordinateur a été retiré de votre liste : générez de nouveau le mode déconnecté."
        )
    appareil.version = version
    appareil.save(update_fields=["version"])
    journaliser(
        appareil, "renouveler-appareil", par=utilisateur, libelle=f"Mode déconnecté renouvelé sur « {appareil} »"
    )
    return appareil


@transaction.atomic
def retirer(appareil: Appareil, *, par: Utilisateur) -> int:
    """Take a computer out of service: it may not synchronise any more. Twice is harmless; its sealed copy stays.

    The orders reserved on it stay its user's, on no computer: they are done on line, or go with the next computer that
    he synchronises. Return how many they are.
    """
    if verrouiller(appareil).retire_le:
        return 0
    appareil.retire_le = maintenant()
    appareil.save(update_fields=["retire_le"])
    nb = Reservation.objects.en_cours().filter(appareil=appareil).update(appareil=None)
    journaliser(
        appareil,
        "retirer-appareil",
        par=par,
        libelle=f"Mode déconnecté retiré de « {appareil} »",
        details={"commandes": nb} if nb else {},
    )
    return nb

"""Several files in one sending: each is a deposit of its own, and none waits for another (FIL-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Depot
from ppas.facturation.operations.deposer import deposer, nom_lisible
from ppas.facturation.operations.magasin import FichierRecu
from ppas.partenaires.models import Partenaire
from ppas.socle.refus import Refus


@dataclass(frozen=True)
class Envoi:
    """What became of one file: its receipt, or why it was not received at all."""

    nom: str
    depot: Depot | None = None
    refus: Refus | None = None


def deposer_tous(
    fichiers: Sequence[FichierRecu], *, partenaire: Partenaire, par: Utilisateur, cle_envoi: UUID
) -> list[Envoi]:
    """Deposit each of `fichiers`, in their order; one that cannot be received stops no other.

    Each has a key of its own, which follows from `cle_envoi`: the same files sent again give the same receipts.
    """
    envois = []
    for rang, fichier in enumerate(fichiers):
        nom = nom_lisible(fichier.name or "")
        cle = cle_envoi if len(fichiers) == 1 else uuid5(cle_envoi, f"{rang}/{fichier.name}")
        try:
            envois.append(Envoi(nom, depot=deposer(fichier, partenaire=partenaire, par=par, cle_envoi=cle)))
        except Refus as refus:
            envois.append(Envoi(nom, refus=refus))
    return envois

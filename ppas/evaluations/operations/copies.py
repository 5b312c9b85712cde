"""Sealed copies: the portal keeps what a computer holds, encrypted there, and gives it back to its owner (PLU-15)."""

import json
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil, CopieScellee
from ppas.evaluations.regles.copie import FORMAT, CopieIllisible, lire_copie
from ppas.evaluations.regles.envoi import empreinte
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus


@transaction.atomic
def deposer_copie(appareil: Appareil, brut: object, *, par: Utilisateur) -> CopieScellee:
    """Keep the newest sealed copy of a computer in the place of the one before; the same one again is dated anew.

    The journal notes the first one of a computer: the next ones come after each synchronisation.
    Raises Refus("copie-illisible") when it holds anything but sealed records, or is that of another computer.
    """
    try:
        lue = lire_copie(brut)
    except CopieIllisible as erreur:
        raise _illisible() from erreur
    if lue.appareil != appareil.identifiant:
        raise _illisible()
    copie, est_nouvelle = CopieScellee.objects.update_or_create(
        appareil=appareil,
        defaults={
            "enveloppe": lue.enveloppe,
            "contenu": json.dumps(lue.enregistrements, separators=(",", ":")).encode(),
            "sha256": empreinte(lue.enregistrements),
            "nb_evaluations": lue.nb_evaluations,
            "deposee_le": maintenant(),
        },
    )
    if est_nouvelle:
        journaliser(copie, "deposer-copie", par=par, libelle=f"Première copie scellée de l’ordinateur « {appareil} »")
    return copie


def copies_de(utilisateur: Utilisateur, partenaire: Partenaire) -> QuerySet[CopieScellee]:
    """Return the copies of this person's computers, those that were removed included, newest first."""
    siens = Appareil.objects.visibles_par(utilisateur, partenaire)
    return CopieScellee.objects.filter(appareil__in=siens).select_related("appareil").order_by("-deposee_le")


def contenu(copie: CopieScellee) -> dict[str, Any]:
    """Return a copy as its computer made it."""
    return {
        "format": FORMAT,
        "appareil": str(copie.appareil.identifiant),
        "enveloppe": copie.enveloppe,
        "enregistrements": json.loads(bytes(copie.contenu)),
    }


def _illisible() -> Refus:
    return Refus(
        "copie-illisible",
        "Le portail ne garde que des copies chiffrées : celle-ci n’en est pas une, et n’a pas été enregistrée.",
    )

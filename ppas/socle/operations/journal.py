"""Sealing the journal, verifying it, purging the consultations (docs/decisions/0040 and 0041)."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation, Evenement, Sceau
from ppas.socle.regles.chaine import ORIGINE, empreinte
from ppas.socle.verrous import absents

LOT = 500
LOTS_PAR_TOUR = 20
RETARD_MAX = timedelta(minutes=10)
"""A transaction that has written in the journal ends sooner than this: its row is sealed, though numbers passed it."""

traces = logging.getLogger(__name__)


def sceller() -> int:
    """Seal the rows that have none, in the order of their numbers; return how many.

    Whoever seals takes the next ranks, which are unique: of two workers at once, one seals, the other starts again
    later. No operation waits for a seal.
    """
    total = 0
    for _ in range(LOTS_PAR_TOUR):
        scelles = _sceller_un_lot()
        total += scelles
        if scelles < LOT:
            break
    return total


def _sceller_un_lot() -> int:
    tete = Sceau.objects.order_by("-rang").first()
    rang, precedente = (tete.rang, tete.empreinte) if tete else (0, ORIGINE)
    sceaux = []
    for evenement in _sans_sceau().filter(pk__gt=_debut()).order_by("pk")[:LOT]:
        rang, precedente = rang + 1, empreinte(precedente, contenu(evenement))
        sceaux.append(Sceau(rang=rang, evenement_ref=evenement.pk, empreinte=precedente, scelle_le=maintenant()))
    try:
        with transaction.atomic():
            Sceau.objects.bulk_create(sceaux)
    except IntegrityError:
        return 0
    return len(sceaux)


def _sans_sceau() -> QuerySet[Evenement]:
    return Evenement.objects.filter(~Exists(Sceau.objects.filter(evenement_ref=OuterRef("pk"))))


def _debut() -> int:
    """Return the number after which a row may still wait for its seal; one added before it never gets any."""
    anciens = Sceau.objects.filter(scelle_le__lt=maintenant() - RETARD_MAX)
    return anciens.order_by("-rang").values_list("evenement_ref", flat=True).first() or 0


def contenu(evenement: Evenement) -> dict[str, Any]:
    """Return all that a row says, as JSON values that do not depend on the database."""
    valeurs = {champ.attname: getattr(evenement, champ.attname) for champ in evenement._meta.concrete_fields}
    return valeurs | {"le": evenement.le.astimezone(UTC).isoformat()}


@dataclass(frozen=True)
class Verification:
    """What `verifier` found: `rupture` is a French sentence that names the first wrong row, "" when none is.

    `rang` and `tete` are the last seal: noted elsewhere, they prove later that the end was not cut off.
    """

    nb_scelles: int
    nb_en_attente: int
    rang: int
    tete: str
    rupture: str


def verifier(attendu: tuple[int, str] | None = None) -> Verification:
    """Read the whole journal again and compare it with its seals.

    `attendu` is a rank and its seal, as noted some day.
    """
    rang, precedente = 0, ORIGINE
    for sceau, evenement in _scelles():
        rupture = _rupture(sceau, evenement, rang, precedente, attendu)
        if rupture:
            return Verification(rang, _sans_sceau().count(), rang, precedente, rupture)
        rang, precedente = sceau.rang, sceau.empreinte
    rupture = ""
    if attendu and rang < attendu[0]:
        rupture = f"le sceau n° {attendu[0]} manque : la fin du journal a été coupée après le sceau n° {rang}"
    elif insere := _sans_sceau().filter(pk__lte=_debut()).order_by("pk").first():
        rupture = f"l’événement n° {insere.pk} a été inséré après coup : il ne porte pas de sceau"
    elif verrous := absents():
        rupture = f"le verrou {verrous[0]} de la base de données manque : une ligne pourrait être modifiée"
    return Verification(rang, _sans_sceau().count(), rang, precedente, rupture)


def _scelles() -> Iterator[tuple[Sceau, Evenement | None]]:
    """Yield each seal with its row, in order and in constant memory."""
    rang = -1
    while sceaux := list(Sceau.objects.filter(rang__gt=rang).order_by("rang")[:LOT]):
        evenements = Evenement.objects.in_bulk([sceau.evenement_ref for sceau in sceaux])
        for sceau in sceaux:
            yield sceau, evenements.get(sceau.evenement_ref)
        rang = sceaux[-1].rang


def _rupture(
    sceau: Sceau, evenement: Evenement | None, rang: int, precedente: str, attendu: tuple[int, str] | None
) -> str:
    if sceau.rang != rang + 1:
        return f"le sceau n° {rang + 1} a été supprimé"
    if evenement is None:
        return f"l’événement n° {sceau.evenement_ref} a été supprimé (sceau n° {sceau.rang})"
    if sceau.empreinte != empreinte(precedente, contenu(evenement)):
        return f"l’événement n° {sceau.evenement_ref} ou son sceau n° {sceau.rang} a été modifié"
    if attendu and attendu[0] == sceau.rang and attendu[1] != sceau.empreinte:
        return f"le sceau n° {sceau.rang} n’est plus celui qui avait été noté : le journal a été refait"
    return ""


def noter_la_tete() -> None:
    """Write the last seal in the technical log, which leaves the machine: nobody cuts the journal's end unseen."""
    tete = Sceau.objects.order_by("-rang").first()
    if tete:
        traces.info("Journal head: %d:%s", tete.rang, tete.empreinte)


def purger_les_consultations() -> int:
    """Forget who looked at whom after CONSERVATION_CONSULTATIONS; return how many rows went."""
    nb, _ = Consultation.objects.filter(le__lt=maintenant() - settings.CONSERVATION_CONSULTATIONS).delete()
    return nb

"""The people of a partner or of a caisse whose name or NIR is looked for."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from ppas.paiements.perimetre import Perimetre
from ppas.paiements.recherche import est_nommee
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge

LONGUEUR_MIN = 3
DROITS_MAX = 50
"""Letters that a name must have, and grants or orders that are read: who is named like everybody must say more."""


def personnes(perimetre: Perimetre, texte: str, *, nb: int) -> list[Beneficiaire]:
    """Return at most `nb` people, by name, who have a grant or an order there; at most two queries."""
    if len(texte) < LONGUEUR_MIN:
        return []
    connues = {personne.pk: personne for personne in _connues(perimetre, texte)}
    return sorted(connues.values(), key=lambda personne: (personne.nom_recherche, personne.pk))[:nb]


def _connues(perimetre: Perimetre, texte: str) -> Iterator[Beneficiaire]:
    nommee = est_nommee(texte)
    if perimetre.a_factures:
        yield from _beneficiaires(PriseEnCharge.objects.filter(nommee, convention__in=perimetre.conventions))
    if perimetre.a_evaluations:
        yield from _beneficiaires(perimetre.commandes.filter(nommee))


def _beneficiaires(objets: QuerySet[Any]) -> Iterator[Beneficiaire]:
    for objet in objets.select_related("beneficiaire").order_by("beneficiaire__nom_recherche", "id")[:DROITS_MAX]:
        yield objet.beneficiaire

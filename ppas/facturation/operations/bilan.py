"""Keeping the counters of `BilanMensuel`."""

from django.db.models import F

from ppas.facturation.models import BilanMensuel
from ppas.socle.horloge import aujourd_hui


def compter(caisse_id: int, **ecarts: int) -> None:
    """Add `ecarts`, by name of counter, to those of the caisse for this month.

    Call it last in the transaction of the fact: its row is shared by the whole caisse, and is thus locked the shortest
    time and after everything else.
    """
    mois = aujourd_hui().replace(day=1)
    bilans = BilanMensuel.objects.filter(caisse_id=caisse_id, mois=mois)
    ajouts = {nom: F(nom) + ecart for nom, ecart in ecarts.items()}
    if bilans.update(**ajouts):
        return
    # The first of the month: two at once both ask for the row, one makes it, both add.
    BilanMensuel.objects.bulk_create([BilanMensuel(caisse_id=caisse_id, mois=mois)], ignore_conflicts=True)
    bilans.update(**ajouts)

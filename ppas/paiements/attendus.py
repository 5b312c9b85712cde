"""What a caisse should pay for an evaluation: its own tariff, or the national one, on the day of the visit."""

from django.db.models import OuterRef, Q, Subquery

from ppas.caisses.models import Prestation, Tarif


def tarif_de_l_evaluation(caisse: str, jour: str) -> Subquery:
    """Return the expression of that tariff, in cents, null without one: for rows that say a caisse and a day.

    `caisse` and `jour` name their fields.
    """
    possibles = Tarif.objects.filter(
        Q(caisse=OuterRef(caisse)) | Q(caisse=None), prestation__code=Prestation.EVALUATION, debut__lte=OuterRef(jour)
    )
    return Subquery(possibles.par_priorite().values("ouvrable_centimes")[:1])

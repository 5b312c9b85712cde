"""Forgetting requests that are over."""

from django.conf import settings

from ppas.assistance.models import Demande
from ppas.socle.horloge import maintenant

PAR_TOUR = 500


def purger_les_demandes() -> int:
    """Forget the requests resolved since CONSERVATION_DEMANDES, PAR_TOUR at most; return how many went."""
    limite = maintenant() - settings.CONSERVATION_DEMANDES
    anciennes = list(Demande.objects.filter(resolue_le__lt=limite).values_list("pk", flat=True)[:PAR_TOUR])
    Demande.objects.filter(pk__in=anciennes, resolue_le__lt=limite).delete()
    return len(anciennes)

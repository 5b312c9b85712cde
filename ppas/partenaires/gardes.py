"""Guards of the partner's screens: they leave the user's partner on `request.partenaire`."""

from django.http import HttpRequest

from ppas.partenaires.models import Rattachement
from ppas.socle.gardes import garde


def _est_rattache(request: HttpRequest, *, administrateur: bool = False) -> bool:
    rattachement = Rattachement.objects.select_related("partenaire").filter(utilisateur_id=request.user.pk).first()
    if rattachement is None or (administrateur and not rattachement.est_administrateur):
        return False
    request.rattachement = rattachement
    request.partenaire = rattachement.partenaire
    return True


partenaire = garde("partenaire", _est_rattache)
administrateur = garde("administrateur", lambda request: _est_rattache(request, administrateur=True))

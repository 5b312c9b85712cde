"""Guards of the partner's screens: they leave the user's partner on `request.partenaire`.

The national side enters in the name of a partner, to look only (see `middleware`).
"""

from django.http import HttpRequest

from ppas.partenaires.models import Rattachement
from ppas.socle.gardes import garde


def est_rattache(request: HttpRequest, *, administrateur: bool = False) -> bool:
    """Whether the user works for a partner, as its administrator when asked; leave it on the request."""
    if request.au_nom_de:
        request.rattachement = Rattachement(
            utilisateur=request.user, partenaire=request.au_nom_de, est_administrateur=True
        )
        request.partenaire = request.au_nom_de
        return True
    siens = Rattachement.objects.select_related("partenaire").filter(utilisateur_id=request.user.pk)
    rattachement = next(iter(siens), None)  # one at most: in no order, for every page begins so
    if rattachement is None or (administrateur and not rattachement.est_administrateur):
        return False
    request.rattachement = rattachement
    request.partenaire = rattachement.partenaire
    return True


partenaire = garde("partenaire", est_rattache)
administrateur = garde("administrateur", lambda request: est_rattache(request, administrateur=True))

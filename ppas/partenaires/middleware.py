"""« Agir en tant que »: the national side sees what a partner sees, and can change nothing (docs/decisions/0031)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ppas.comptes.gardes import AIDANTS
from ppas.partenaires.models import Partenaire
from ppas.partenaires.operations.representation import cesser_de_representer
from ppas.socle.contexte import en_tant_que
from ppas.socle.views.erreurs import consultation_seule

PARTENAIRE_REPRESENTE = "partenaire_represente"
"""Key of the session."""
METHODES_SANS_EFFET = {"GET", "HEAD", "OPTIONS"}


def representation(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Leave on `request.au_nom_de` the partner represented, or None; refuse whatever would write in his name.

    Signing out, like « Quitter », ends the representation.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        request.au_nom_de = _represente(request)
        if request.au_nom_de is None:
            return suite(request)
        if request.method not in METHODES_SANS_EFFET:
            if request.path not in {reverse("partenaires:quitter"), reverse("comptes:deconnexion")}:
                return consultation_seule(request)
            del request.session[PARTENAIRE_REPRESENTE]
            cesser_de_representer(request.au_nom_de, par=request.user)
            return suite(request)
        with en_tant_que(request.au_nom_de.pk):
            return suite(request)

    return traiter


def _represente(request: HttpRequest) -> Partenaire | None:
    """Read the partner at each request, and again whether this person may: a right withdrawn acts at once."""
    if not request.user.is_authenticated or request.user.role_national not in AIDANTS:
        return None
    pk = request.session.get(PARTENAIRE_REPRESENTE)
    return Partenaire.objects.filter(pk=pk).first() if pk else None

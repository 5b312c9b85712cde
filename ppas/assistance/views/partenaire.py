"""Messages of a partner with its caisses (PLU-12).

What is written about an evaluation may speak of a person's health: the national side, acting in a structure's name,
does not read it (R6).
"""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.assistance.models import Conversation, Cote
from ppas.assistance.views import (
    lister_les_messages,
    marquer_la_conversation,
    montrer_la_conversation,
    nature_ou_404,
)
from ppas.partenaires.gardes import partenaire


@require_GET
@partenaire
def messages(request: HttpRequest) -> HttpResponse:
    """List the partner's conversations."""
    conversations = Conversation.objects.filter(partenaire=request.partenaire)
    if request.au_nom_de:
        conversations = conversations.filter(evaluation=None)
    return lister_les_messages(request, conversations, Cote.PARTENAIRE)


@require_http_methods(["GET", "POST"])
@partenaire
def conversation(request: HttpRequest, nature: str, pk: int) -> HttpResponse:
    """Read and write about one file."""
    return montrer_la_conversation(request, nature, _dossiers(request, nature), pk, Cote.PARTENAIRE)


@require_POST
@partenaire
def conversation_lue(request: HttpRequest, nature: str, pk: int) -> HttpResponse:
    """« Marquer comme lu »."""
    return marquer_la_conversation(request, nature, _dossiers(request, nature), pk, Cote.PARTENAIRE)


def _dossiers(request: HttpRequest, nature: str) -> QuerySet:
    dossiers = nature_ou_404(nature).du_partenaire(request.partenaire)
    if request.au_nom_de and nature == "evaluation":
        raise Http404
    return dossiers

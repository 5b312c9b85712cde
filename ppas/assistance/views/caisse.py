"""Messages of a caisse with its partners (PLU-12)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.assistance.models import Conversation, Cote
from ppas.assistance.views import (
    lister_les_messages,
    marquer_la_conversation,
    montrer_la_conversation,
    nature_ou_404,
)
from ppas.caisses.gardes import agent_de_caisse


@require_GET
@agent_de_caisse
def messages(request: HttpRequest) -> HttpResponse:
    """List the caisse's conversations."""
    return lister_les_messages(request, Conversation.objects.filter(caisse=request.caisse), Cote.CAISSE)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def conversation(request: HttpRequest, nature: str, pk: int) -> HttpResponse:
    """Read and write about one file."""
    dossiers = nature_ou_404(nature).de_la_caisse(request.caisse)
    return montrer_la_conversation(request, nature, dossiers, pk, Cote.CAISSE)


@require_POST
@agent_de_caisse
def conversation_lue(request: HttpRequest, nature: str, pk: int) -> HttpResponse:
    """« Marquer comme lu »."""
    dossiers = nature_ou_404(nature).de_la_caisse(request.caisse)
    return marquer_la_conversation(request, nature, dossiers, pk, Cote.CAISSE)

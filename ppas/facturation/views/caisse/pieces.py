"""Quotes and bills joined to works, as the caisse that pays for these works reads them."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ppas.caisses.gardes import agent_de_caisse
from ppas.facturation.operations.pieces import pieces_de_caisse
from ppas.facturation.views import document_joint


@require_GET
@agent_de_caisse
def piece(request: HttpRequest, pk: int) -> FileResponse:
    """Answer with a document joined to works that were invoiced on line to the caisse."""
    return document_joint(request, get_object_or_404(pieces_de_caisse(request.caisse), pk=pk))

"""Answers that are documents to keep: PDF, JSON, tables."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

document_pdf = csp_override({"default-src": [CSP.NONE], "object-src": [CSP.SELF], "frame-ancestors": [CSP.NONE]})
"""Decorator of a view that answers a PDF: some browsers apply its policy to their own viewer, which is an object."""


def reponse_document(octets: bytes, *, type_contenu: str, nom: str, est_a_enregistrer: bool = True) -> HttpResponse:
    """Answer with `octets`, to be saved as `nom` (plain ASCII) or shown in the browser."""
    disposition = "attachment" if est_a_enregistrer else "inline"
    return HttpResponse(octets, content_type=type_contenu, headers=_entetes(disposition, nom))


def reponse_csv(morceaux: Iterator[bytes], *, nom: str) -> StreamingHttpResponse:
    """Answer with a CSV file as it is made, to be saved as `nom` (plain ASCII)."""
    return StreamingHttpResponse(morceaux, content_type="text/csv; charset=utf-8", headers=_entetes("attachment", nom))


def _entetes(disposition: str, nom: str) -> dict[str, str]:
    return {"Content-Disposition": f'{disposition}; filename="{nom}"', "Cache-Control": "private"}

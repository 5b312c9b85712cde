"""Answers that are documents to keep: PDF, JSON, tables."""

from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from ppas.socle.regles.classeur import TYPE_XLSX

EN_MEMOIRE_MAX = 1 << 20
"""Bytes of a workbook beyond which it goes to the disk."""
document_pdf = csp_override({"default-src": [CSP.NONE], "object-src": [CSP.SELF], "frame-ancestors": [CSP.NONE]})
"""Decorator of a view that answers a PDF: some browsers apply its policy to their own viewer, which is an object."""


def reponse_document(octets: bytes, *, type_contenu: str, nom: str, est_a_enregistrer: bool = True) -> HttpResponse:
    """Answer with `octets`, to be saved as `nom` (plain ASCII) or shown in the browser."""
    disposition = "attachment" if est_a_enregistrer else "inline"
    return HttpResponse(octets, content_type=type_contenu, headers=_entetes(disposition, nom))


def reponse_csv(morceaux: Iterator[bytes], *, nom: str) -> StreamingHttpResponse:
    """Answer with a CSV file as it is made, to be saved as `nom` (plain ASCII)."""
    return StreamingHttpResponse(morceaux, content_type="text/csv; charset=utf-8", headers=_entetes("attachment", nom))


def reponse_classeur(ecrire: Callable[[IO[bytes]], None], *, nom: str) -> FileResponse:
    """Answer with the workbook that `ecrire` writes, on the disk once it is large, to be saved as `nom`."""
    sortie = SpooledTemporaryFile(EN_MEMOIRE_MAX)  # noqa: SIM115 (the answer closes it)
    ecrire(sortie)
    sortie.seek(0)
    return FileResponse(sortie, content_type=TYPE_XLSX, headers=_entetes("attachment", nom))


def _entetes(disposition: str, nom: str) -> dict[str, str]:
    return {"Content-Disposition": f'{disposition}; filename="{nom}"', "Cache-Control": "private"}

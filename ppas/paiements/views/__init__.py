"""What the partner's and the caisse's pages of a slip have in common."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from ppas.paiements.models import Bordereau
from ppas.paiements.operations.composer import composer_bordereau
from ppas.socle.consultations import consulter
from ppas.socle.pagination import paginer

LIGNES_PAR_PAGE = 25


def contexte_bordereau(request: HttpRequest, bordereau: Bordereau) -> dict[str, Any]:
    """Return what both detail pages show: the slip, its convention, a page of its lines."""
    page = paginer(bordereau.lignes_detaillees(), request, cle=["id"], taille=LIGNES_PAR_PAGE)
    vus = (ligne.beneficiaire.pk for ligne in page)
    consulter(request, vus, caisse_ref=bordereau.convention.caisse_id)
    return {"bordereau": bordereau, "convention": bordereau.convention, "page": page}


def reponse_pdf(request: HttpRequest, bordereau: Bordereau) -> HttpResponse:
    """Answer with the PDF of `bordereau`, shown in the browser, or saved when the address says `?telecharger=1`."""
    consulter(request, caisse_ref=bordereau.convention.caisse_id, objet_ref=bordereau.pk)
    disposition = "attachment" if request.GET.get("telecharger") == "1" else "inline"
    nom = re.sub(r"[^0-9A-Za-z.-]", "_", f"bordereau-{bordereau.convention.code}-{bordereau.numero}")
    return HttpResponse(
        composer_bordereau(bordereau),
        content_type="application/pdf",
        headers={"Content-Disposition": f'{disposition}; filename="{nom}.pdf"', "Cache-Control": "private"},
    )

"""What the screens of several audiences share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ppas.facturation.models import Depot
from ppas.socle.consultations import consulter
from ppas.socle.pagination import paginer


def rapport(request: HttpRequest, objet: Depot, fil: list[tuple[str, str | None]]) -> HttpResponse:
    """Draw the report of a deposit, for whoever may see it: partner or caisse."""
    page = paginer(objet.anomalies.all(), request, cle=["id"])
    if page.object_list and objet.caisse_id:  # each quotes a line of the file, which names its beneficiary
        consulter(request, caisse_ref=objet.caisse_id, objet_ref=objet.pk)
    return render(
        request,
        "facturation/depot.html",
        {
            "depot": objet,
            "page": page,
            "est_partenaire": hasattr(request, "partenaire"),
            "fil": [*fil, (objet.nom_fichier, None)],
        },
    )

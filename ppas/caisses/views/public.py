"""What anyone may read of the reference tables: scales, national tariffs, ceilings of plans (DOC-11)."""

from itertools import groupby

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.caisses.models import PlafondPlan, Tarif, TrancheBareme
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui


@require_safe
@public
def baremes_publics(request: HttpRequest) -> HttpResponse:
    """Show what the portal applies, dated, with its source; in three queries, however long the tables."""
    le = aujourd_hui()
    tranches = TrancheBareme.objects.order_by("bareme", "-debut", "participation")
    contexte = {
        "le": le,
        "baremes": [(*cle, list(rangees)) for cle, rangees in groupby(tranches, key=lambda t: (t.bareme, t.debut))],
        "tarifs": Tarif.objects.filter(caisse=None)
        .select_related("prestation")
        .order_by("prestation__code", F("debut").desc()),
        "plafonds": PlafondPlan.objects.en_vigueur(le),
        "fil": [
            ("La documentation", reverse("publications:documentation")),
            ("Barèmes et tarifs en vigueur", None),
        ],
    }
    return render(request, "caisses/baremes_publics.html", contexte)

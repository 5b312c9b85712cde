"""The national editors' screens that are the portal's own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ppas.publications.gardes import est_editeur_national
from ppas.publications.liens import liens_a_revoir


@require_safe
def liens_morts(request: HttpRequest) -> HttpResponse:
    """« Liens morts », for the national editors."""
    if not est_editeur_national(request.user):
        raise Http404
    trouves = liens_a_revoir()
    contexte = {
        "morts": [mort for mort in trouves if not mort.est_externe],
        "externes": [mort for mort in trouves if mort.est_externe],
    }
    return render(request, "publications/edition/liens_morts.html", contexte)

"""« Historique prestataire » (HIS-01) and the partner's journal (PLU-11)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.echanges import journal as lecture
from ppas.echanges.forms import FiltreForm
from ppas.echanges.historique import echanges_du_partenaire, filtrer, lignes_du_partenaire
from ppas.echanges.views import page_du_journal
from ppas.partenaires.gardes import administrateur, partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.tri import TRI_PAR_DATE


@require_GET
@partenaire
def historique(request: HttpRequest) -> HttpResponse:
    """List what the partner exchanged with its caisses, newest first."""
    form = FiltreForm(request.GET)
    filtres = form.cleaned_data if form.is_valid() else {}
    page = TRI_PAR_DATE.paginer(
        filtrer(echanges_du_partenaire(request.partenaire, le=maintenant()), **filtres), request
    )
    contexte = {
        "titre": "Historique prestataire",
        "form": form,
        "est_filtre": any(filtres.values()),
        "page": page,
        "echanges": lignes_du_partenaire(page),
        "fil": [("Les services", reverse("accueil:services")), ("Historique prestataire", None)],
    }
    return render(request, "echanges/historique.html", contexte)


@require_GET
@administrateur
def journal(request: HttpRequest) -> HttpResponse:
    """List all that was done in the partner's space or on its accounts, for its administrators."""
    return page_du_journal(
        request,
        lecture.journal_du_partenaire(request.partenaire, le=maintenant()),
        siens=lecture.utilisateurs_du_partenaire(request.partenaire),
    )

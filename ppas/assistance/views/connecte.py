"""« Mes demandes à l’assistance »: what one has asked, what was answered, and going on with it."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ppas.assistance.forms.demandes import PrecisionForm
from ppas.assistance.models import Demande, NatureIntervention
from ppas.assistance.operations.traiter import completer
from ppas.assistance.tris import TRI_MES_DEMANDES
from ppas.assistance.views import lire_cle
from ppas.socle.gardes import connecte

TITRE = "Mes demandes à l’assistance"


@require_GET
@connecte
def mes_demandes(request: HttpRequest) -> HttpResponse:
    """List one's own requests, the latest first."""
    contexte = {
        "page": TRI_MES_DEMANDES.paginer(_siennes(request), request),
        "fil": [("Les services", reverse("accueil:services")), (TITRE, None)],
    }
    return render(request, "assistance/mes_demandes.html", contexte)


@require_http_methods(["GET", "POST"])
@connecte
def ma_demande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of one's requests with its answers; a POST adds to it, which opens it again when it was resolved."""
    demande = get_object_or_404(_siennes(request), pk=pk)
    form = PrecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        completer(demande, form.cleaned_data["texte"], par=request.user, cle=lire_cle(request))
        messages.success(request, f"Votre message est ajouté à la demande {demande.numero}.")
        return redirect("assistance:ma_demande", pk)
    contexte = {
        "demande": demande,
        "interventions": demande.interventions.exclude(nature=NatureIntervention.NOTE),
        "form": form,
        "cle": lire_cle(request),
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("assistance:mes_demandes")),
            (demande.numero, None),
        ],
    }
    return render(request, "assistance/ma_demande.html", contexte, status=422 if form.errors else 200)


def _siennes(request: HttpRequest) -> QuerySet[Demande]:
    """Return one's own requests, or those of the partner in whose name the national side looks."""
    if request.au_nom_de:
        return Demande.objects.filter(partenaire=request.au_nom_de)
    return Demande.objects.filter(utilisateur=request.user)

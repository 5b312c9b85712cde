"""The mails that the portal sends in the caisse's name, as its agents may read them before any leaves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.caisses.gardes import agent_de_caisse
from ppas.partenaires.courriels import exemples
from ppas.socle.horloge import maintenant


@require_safe
@agent_de_caisse
def courriels(request: HttpRequest) -> HttpResponse:
    """Show each with its text, for an imaginary partner; nothing is sent."""
    contexte = {
        "exemples": exemples(request.caisse, le=maintenant()),
        "partie": "courriels",
        "fil": [
            ("Les services", reverse("accueil:services")),
            ("Paramètres de la caisse", reverse("caisses:parametres")),
            ("Mails", None),
        ],
    }
    return render(request, "partenaires/caisse_courriels.html", contexte)

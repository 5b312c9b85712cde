"""The mails that the portal sends in the caisse's name, as its agents may read them before any leaves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.assistance import courriels as courriels_assistance
from ppas.caisses.gardes import agent_de_caisse
from ppas.caisses.models import Caisse
from ppas.evaluations import courriels as courriels_evaluations
from ppas.facturation import courriels as courriels_facturation
from ppas.paiements import courriels as courriels_paiements
from ppas.partenaires import courriels as courriels_partenaires
from ppas.socle.horloge import maintenant
from ppas.socle.operations.courriels import Message


def exemples(caisse: Caisse) -> list[tuple[str, Message]]:
    """Return every mail that leaves in the name of `caisse`: when, and its text for an imaginary partner."""
    return [
        *courriels_partenaires.exemples(caisse, le=maintenant()),
        *courriels_facturation.exemples(caisse),
        *courriels_evaluations.exemples(caisse),
        *courriels_paiements.exemples(caisse),
        *courriels_assistance.exemples(caisse),
    ]


@require_safe
@agent_de_caisse
def courriels(request: HttpRequest) -> HttpResponse:
    """Show each with its text, for an imaginary partner; nothing is sent."""
    contexte = {
        "exemples": exemples(request.caisse),
        "partie": "courriels",
        "fil": [
            ("Les services", reverse("accueil:services")),
            ("Paramètres de la caisse", reverse("caisses:parametres")),
            ("Mails", None),
        ],
    }
    return render(request, "accueil/courriels.html", contexte)

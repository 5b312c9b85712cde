"""« Aide du mode déconnecté »: the FAQ's table of cases, and what to do before clearing a browser (EVA-13, EVA-18)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ppas.socle.gardes import public

CAS = (
    "Changement d'ordinateur",
    "Changement de navigateur",
    "Suppression historique du navigateur",
    "Mise à jour du navigateur",
)
SELON_LE_NAVIGATEUR = "Sur Firefox NON\nSur Chrome OUI"
OPERATIONS = {
    "Génération du mode déconnecté": ("Oui", "Oui", SELON_LE_NAVIGATEUR, "Non"),
    "Réservation de commandes d’évaluation": ("Oui", "Oui", SELON_LE_NAVIGATEUR, "Non"),
}
"""The table of the FAQ, in its words: what is to be redone, in each case."""


@require_safe
@public
def aide_hors_ligne(request: HttpRequest) -> HttpResponse:
    """Help of the offline mode, open to all: one may need it where one cannot sign in."""
    contexte = {
        "cas": CAS,
        "operations": [(nom, list(zip(CAS, reponses, strict=True))) for nom, reponses in OPERATIONS.items()],
        "fil": [("Aide du mode déconnecté", None)],
    }
    return render(request, "evaluations/aide_hors_ligne.html", contexte)

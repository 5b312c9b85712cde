"""« Modification inscription » (manual §2), for the partner's administrators."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ppas.socle.refus import Refus

ONGLETS = {
    "partenaires:modification": "Partenaire",
    "partenaires:modification_utilisateurs": "Utilisateurs",
    "partenaires:modification_conventions": "Conventions",
    "partenaires:modification_adresse": "Adresse",
}


def dessiner(request: HttpRequest, gabarit: str, onglet: str, **contexte: object) -> HttpResponse:
    """Draw the tab `onglet` (the name of its URL) under the header of the partner (ADM-02, ADM-03)."""
    fil = [("Les services", reverse("accueil:services")), ("Administration", None), ("Modification inscription", None)]
    onglets = [(libelle, reverse(url), url == onglet) for url, libelle in ONGLETS.items()]
    contexte |= {"partenaire": request.partenaire, "onglets": onglets, "fil": fil}
    return render(request, gabarit, contexte)


def tenter(form: forms.Form, operation: Callable[[], object]) -> bool:
    """Run `operation` when the form is right; a refusal goes beside the field at fault, what was typed stays."""
    if not form.is_valid():
        return False
    try:
        operation()
    except Refus as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
        return False
    return True

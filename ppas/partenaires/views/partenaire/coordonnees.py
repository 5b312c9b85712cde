"""Tabs « Partenaire » and « Adresse »."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ppas.partenaires.forms.administration import AdresseForm, PartenaireForm
from ppas.partenaires.gardes import administrateur
from ppas.partenaires.models import Adresse
from ppas.partenaires.operations.coordonnees import modifier_adresse, modifier_partenaire
from ppas.partenaires.views.partenaire import dessiner, tenter
from ppas.socle.regles.identifiants import avertissements_siret

VALIDE = "Les modifications sont enregistrées."


@administrateur
def modification(request: HttpRequest) -> HttpResponse:
    """Tab « Partenaire » (ADM-04, ADM-05). The form works on a copy: the header shows what is registered."""
    form = PartenaireForm(request.POST if request.method == "POST" else None, instance=copy(request.partenaire))
    if tenter(form, lambda: modifier_partenaire(request.partenaire, **form.cleaned_data, par=request.user)):
        messages.success(request, VALIDE)
        return redirect("partenaires:modification")
    return dessiner(
        request,
        "partenaires/modification_partenaire.html",
        "partenaires:modification",
        form=form,
        avertissements=avertissements_siret(request.partenaire.siret),
    )


@administrateur
def modification_adresse(request: HttpRequest) -> HttpResponse:
    """Tab « Adresse » (ADM-25)."""
    adresse = Adresse.objects.filter(partenaire=request.partenaire).first()
    form = AdresseForm(request.POST if request.method == "POST" else None, instance=adresse)
    if tenter(form, lambda: modifier_adresse(request.partenaire, **form.cleaned_data, par=request.user)):
        messages.success(request, VALIDE)
        return redirect("partenaires:modification_adresse")
    return dessiner(request, "partenaires/modification_adresse.html", "partenaires:modification_adresse", form=form)

"""The three steps of pre-registration (manual §1.1.1), each of which demands the one before."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ppas.partenaires.forms.preinscription import ConditionsForm, PreinscriptionForm
from ppas.partenaires.models import Preinscription
from ppas.partenaires.operations.preinscriptions import preinscrire
from ppas.partenaires.regles.conditions import VERSION, Acceptation
from ppas.socle.cadence import adresse_de
from ppas.socle.gardes import public
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import avertissements_siret

ACCEPTATION, CONVENTION_CONNUE, TERMINEE = "inscription_acceptation", "inscription_convention", "inscription_terminee"
"""Keys of the session."""


@public
@never_cache
def conditions(request: HttpRequest) -> HttpResponse:
    """Step 1: the general conditions (REG-03, REG-04)."""
    form = ConditionsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        request.session[ACCEPTATION] = {"version": VERSION, "le": maintenant().isoformat()}
        return redirect("partenaires:convention_requise")
    return render(request, "partenaires/conditions.html", {"form": form, "fil": [("Inscription", None)]})


def _acceptation(request: HttpRequest) -> Acceptation | None:
    """Return what this visitor has accepted, when it is the present text."""
    acceptee = request.session.get(ACCEPTATION)
    if acceptee is None or acceptee["version"] != VERSION:
        return None
    return Acceptation(VERSION, datetime.fromisoformat(acceptee["le"]))


@public
@never_cache
def convention_requise(request: HttpRequest) -> HttpResponse:
    """Step 2: one needs a convention number (REG-02, REG-06, REG-07)."""
    if _acceptation(request) is None:
        return redirect("partenaires:conditions")
    if request.method == "POST":
        request.session[CONVENTION_CONNUE] = True
        return redirect("partenaires:preinscription")
    return render(request, "partenaires/convention_requise.html", {"fil": _fil("Numéro de convention")})


@public
@never_cache
def preinscription(request: HttpRequest) -> HttpResponse:
    """Step 3: the form (REG-08 to REG-25). « Afficher les caisses » only draws it again, filled in (REG-11)."""
    acceptation = _acceptation(request)
    if acceptation is None:
        return redirect("partenaires:conditions")
    if CONVENTION_CONNUE not in request.session:
        return redirect("partenaires:convention_requise")
    if "actualiser" in request.POST:
        form = PreinscriptionForm(initial=request.POST.dict())
    else:
        form = PreinscriptionForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _envoyer(request, form, acceptation):
            return redirect("partenaires:preinscription_terminee")
    return render(request, "partenaires/preinscription.html", {"form": form, "fil": _fil("Préinscription")})


def _envoyer(request: HttpRequest, form: PreinscriptionForm, acceptation: Acceptation) -> bool:
    try:
        preinscrire(form.instance, acceptation=acceptation, adresse=adresse_de(request))
    except Refus as refus:
        form.add_error(refus.champ, refus.message)
        return False
    request.session[TERMINEE] = form.instance.pk
    for cle in (ACCEPTATION, CONVENTION_CONNUE):
        del request.session[cle]
    return True


@public
@never_cache
def preinscription_terminee(request: HttpRequest) -> HttpResponse:
    """End page (REG-30), with the login to remember (REG-24); for whoever has just sent the form."""
    if TERMINEE not in request.session:
        return redirect("partenaires:conditions")
    envoyee = get_object_or_404(Preinscription.objects.select_related("caisse"), pk=request.session[TERMINEE])
    contexte = {
        "preinscription": envoyee,
        "avertissements": avertissements_siret(envoyee.siret),
        "fil": _fil("Préinscription terminée"),
    }
    return render(request, "partenaires/preinscription_terminee.html", contexte)


def _fil(page: str) -> list[tuple[str, str | None]]:
    return [("Inscription", reverse("partenaires:conditions")), (page, None)]

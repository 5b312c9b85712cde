"""The three steps of pre-registration (manual §1.1.1), each of which demands the one before; its correction."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ppas.caisses.models import Caisse
from ppas.partenaires.forms.preinscription import ConditionsForm, CorrectionForm, PreinscriptionForm
from ppas.partenaires.models import DemandeCorrection, Preinscription
from ppas.partenaires.operations.corrections import corriger, demande_ouverte
from ppas.partenaires.operations.preinscriptions import DoublonsRefuses, preinscrire
from ppas.partenaires.regles.conditions import VERSION, Acceptation
from ppas.socle.assistance import parametres
from ppas.socle.cadence import adresse_de
from ppas.socle.captcha import demande_un_nouveau
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
    caisses = Caisse.objects.select_related("regime")
    contexte = {"caisses": caisses, "assistance": parametres(), "fil": _fil("Numéro de convention")}
    return render(request, "partenaires/convention_requise.html", contexte)


@public
@never_cache
def preinscription(request: HttpRequest) -> HttpResponse:
    """Step 3: the form (REG-08 to REG-25). « Afficher les caisses » only draws it again, filled in (REG-11)."""
    acceptation = _acceptation(request)
    if acceptation is None:
        return redirect("partenaires:conditions")
    if CONVENTION_CONNUE not in request.session:
        return redirect("partenaires:convention_requise")
    if _redessine(request):
        form = PreinscriptionForm(initial=request.POST.dict())
    else:
        form = PreinscriptionForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _envoyer(request, form, acceptation):
            return redirect("partenaires:preinscription_terminee")
    return render(request, "partenaires/preinscription.html", {"form": form, "fil": _fil("Préinscription")})


def _redessine(request: HttpRequest) -> bool:
    """Say whether a button only asks for the form again: other caisses (REG-11), other characters (REG-27)."""
    return "actualiser" in request.POST or demande_un_nouveau(request)


def _envoyer(request: HttpRequest, form: PreinscriptionForm, acceptation: Acceptation) -> bool:
    if not _tenter(form, preinscrire, form.instance, acceptation=acceptation, adresse=adresse_de(request)):
        return False
    request.session[TERMINEE] = form.instance.pk
    for cle in (ACCEPTATION, CONVENTION_CONNUE):
        del request.session[cle]
    return True


def _tenter(form: PreinscriptionForm, operation: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Run `operation`; what it refuses goes beside the fields at fault."""
    try:
        operation(*args, **kwargs)
    except DoublonsRefuses as doublons:
        for refus in doublons.tous:
            form.add_error(refus.champ, refus.message)
    except Refus as refus:
        form.add_error(refus.champ, refus.message)
    return form.is_valid()


@public
@never_cache
def correction(request: HttpRequest, secret: str) -> HttpResponse:
    """Reopen the form that the caisse has returned, filled in; its link serves once (PLU-12)."""
    demande = demande_ouverte(secret)
    if demande is None:
        return render(request, "partenaires/correction_perimee.html", status=HTTPStatus.GONE)
    instance = demande.preinscription
    if _redessine(request):
        form = CorrectionForm(instance=instance, saisie=request.POST.dict())
    else:
        form = CorrectionForm(request.POST if request.method == "POST" else None, instance=instance)
        if form.is_valid() and _corriger(request, form, demande):
            return redirect("partenaires:preinscription_terminee")
    contexte = {"form": form, "demande": demande, "fil": [("Correction de la préinscription", None)]}
    return render(request, "partenaires/correction.html", contexte)


def _corriger(request: HttpRequest, form: CorrectionForm, demande: DemandeCorrection) -> bool:
    if not _tenter(form, corriger, demande, saisie=form.saisie(), adresse=adresse_de(request)):
        return False
    request.session[TERMINEE] = demande.preinscription_id
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

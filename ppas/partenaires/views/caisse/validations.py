"""What waits for the decision of the regional administrator, in his caisse only (CAI-01 to CAI-05)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ppas.caisses.gardes import administrateur_regional
from ppas.partenaires.forms.caisse import InvalidationForm, ValidationForm
from ppas.partenaires.models import Convention, Preinscription
from ppas.partenaires.operations.conventions import invalider_convention, valider_convention
from ppas.partenaires.operations.preinscriptions import invalider_preinscription, valider_preinscription
from ppas.socle.pagination import paginer
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import avertissements_siret


@administrateur_regional
def file_attente(request: HttpRequest) -> HttpResponse:
    """Pre-registrations and conventions that wait, the oldest first."""
    preinscriptions = Preinscription.objects.en_attente().filter(caisse=request.caisse)
    conventions = Convention.objects.en_attente().filter(caisse=request.caisse)
    est_conventions = request.GET.get("onglet") == "conventions"
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("À valider", None)],
        "nb_preinscriptions": preinscriptions.count(),
        "nb_conventions": conventions.count(),
        "est_conventions": est_conventions,
        "page": paginer(conventions.select_related("partenaire", "type_partenaire"), request, cle=("demandee_le", "id"))
        if est_conventions
        else paginer(preinscriptions.select_related("type_partenaire"), request, cle=("deposee_le", "id")),
    }
    return render(request, "partenaires/file_attente.html", contexte)


def _preinscription(request: HttpRequest, pk: int) -> Preinscription:
    return get_object_or_404(
        Preinscription.objects.select_related("caisse__regime", "type_partenaire", "traitee_par"),
        pk=pk,
        caisse=request.caisse,
    )


def _convention(request: HttpRequest, pk: int) -> Convention:
    return get_object_or_404(
        Convention.objects.select_related("caisse__regime", "partenaire", "type_partenaire", "traitee_par"),
        pk=pk,
        caisse=request.caisse,
    )


@administrateur_regional
def preinscription_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One pre-registration, to be compared with the convention signed (REG-17)."""
    return _page_preinscription(request, _preinscription(request, pk), ValidationForm(), InvalidationForm())


def _page_preinscription(
    request: HttpRequest, preinscription: Preinscription, validation: forms.Form, invalidation: forms.Form
) -> HttpResponse:
    contexte = {
        "preinscription": preinscription,
        "avertissements": avertissements_siret(preinscription.siret),
        "validation": validation,
        "invalidation": invalidation,
        "fil": _fil(preinscription.nom_partenaire, "preinscriptions"),
    }
    return render(request, "partenaires/preinscription_detail.html", contexte)


@administrateur_regional
@require_POST
def preinscription_valider(request: HttpRequest, pk: int) -> HttpResponse:
    """REG-32, CAI-03."""
    preinscription, form = _preinscription(request, pk), ValidationForm(request.POST)
    if _tenter(request, form, valider_preinscription, preinscription):
        nom = preinscription.nom_partenaire
        messages.success(request, f"{nom} est inscrit. Un mail portant le mot de passe part à son administrateur.")
        return redirect("partenaires:file_attente")
    return _page_preinscription(request, _preinscription(request, pk), form, InvalidationForm())


@administrateur_regional
@require_POST
def preinscription_invalider(request: HttpRequest, pk: int) -> HttpResponse:
    """REG-34, CAI-04."""
    preinscription, form = _preinscription(request, pk), InvalidationForm(request.POST)
    if _tenter(request, form, invalider_preinscription, preinscription):
        messages.success(
            request, f"La préinscription de {preinscription.nom_partenaire} est invalidée ; le motif part par mail."
        )
        return redirect("partenaires:file_attente")
    return _page_preinscription(request, _preinscription(request, pk), ValidationForm(), form)


@administrateur_regional
def convention_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One convention that a partner has added (manual §2.6)."""
    convention = _convention(request, pk)
    connu = (
        Convention.objects.validees()
        .filter(caisse=request.caisse, partenaire=convention.partenaire)
        .exclude(type_partenaire=convention.type_partenaire)
        .first()
    )
    validation = ValidationForm(initial={"identifiant_structure": connu.identifiant_structure if connu else ""})
    return _page_convention(request, convention, validation, InvalidationForm())


def _page_convention(
    request: HttpRequest, convention: Convention, validation: forms.Form, invalidation: forms.Form
) -> HttpResponse:
    contexte = {
        "convention": convention,
        "avertissements": avertissements_siret(convention.partenaire.siret),
        "validation": validation,
        "invalidation": invalidation,
        "fil": _fil(f"Convention n° {convention.code}", "conventions"),
    }
    return render(request, "partenaires/convention_detail.html", contexte)


@administrateur_regional
@require_POST
def convention_valider(request: HttpRequest, pk: int) -> HttpResponse:
    """CON-08, CAI-05."""
    convention, form = _convention(request, pk), ValidationForm(request.POST)
    if _tenter(request, form, valider_convention, convention):
        messages.success(request, f"La convention n° {convention.code} est validée ; le partenaire en est averti.")
        return _vers_conventions()
    return _page_convention(request, _convention(request, pk), form, InvalidationForm())


@administrateur_regional
@require_POST
def convention_invalider(request: HttpRequest, pk: int) -> HttpResponse:
    """CON-09, CAI-05."""
    convention, form = _convention(request, pk), InvalidationForm(request.POST)
    if _tenter(request, form, invalider_convention, convention):
        messages.success(request, f"La convention n° {convention.code} est invalidée ; le motif part par mail.")
        return _vers_conventions()
    return _page_convention(request, _convention(request, pk), ValidationForm(), form)


def _tenter(
    request: HttpRequest, form: forms.Form, operation: Callable[..., object], objet: Preinscription | Convention
) -> bool:
    """Run `operation` with what the form holds; a refusal goes beside the field at fault."""
    if not form.is_valid():
        return False
    try:
        operation(objet, **form.cleaned_data, par=request.user)
    except Refus as refus:
        form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
        return False
    return True


def _vers_conventions() -> HttpResponse:
    return redirect(reverse("partenaires:file_attente", query={"onglet": "conventions"}))


def _fil(titre: str, onglet: str) -> list[tuple[str, str | None]]:
    return [
        ("Les services", reverse("accueil:services")),
        ("À valider", reverse("partenaires:file_attente", query={"onglet": onglet})),
        (titre, None),
    ]

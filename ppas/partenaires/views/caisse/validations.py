"""The decisions of the regional administrator, on what concerns his caisse only (CAI-01 to CAI-06)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ppas.caisses.gardes import administrateur_regional
from ppas.partenaires.conformite import Conformite, conformite_de
from ppas.partenaires.forms.caisse import (
    DemandeCorrectionForm,
    InvalidationForm,
    ModificationConventionForm,
    ValidationForm,
)
from ppas.partenaires.models import Convention, Preinscription
from ppas.partenaires.operations.conventions import invalider_convention, modifier_convention, valider_convention
from ppas.partenaires.operations.corrections import demander_correction
from ppas.partenaires.operations.preinscriptions import invalider_preinscription, valider_preinscription
from ppas.socle.refus import Refus
from ppas.socle.regles.identifiants import avertissements_siret


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


@require_safe
@administrateur_regional
def preinscription_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One pre-registration, beside the convention that the caisse has issued (REG-17)."""
    return _page_preinscription(request, _preinscription(request, pk))


def _page_preinscription(
    request: HttpRequest, preinscription: Preinscription, **formulaires: forms.Form
) -> HttpResponse:
    conformite = conformite_de(preinscription)
    propose = conformite.identifiant_structure if conformite else ""
    contexte = {
        "preinscription": preinscription,
        "conformite": conformite,
        "avertissements": avertissements_siret(preinscription.siret),
        "corrections": [
            (demande, [Preinscription._meta.get_field(nom).verbose_name for nom in demande.champs_corriges])
            for demande in preinscription.demandes_de_correction.select_related("demandee_par")
        ],
        "validation": ValidationForm(initial={"identifiant_structure": propose}),
        "invalidation": InvalidationForm(),
        "correction": DemandeCorrectionForm(),
        "fil": _fil(preinscription.nom_partenaire, "preinscriptions"),
    }
    return render(request, "partenaires/preinscription_detail.html", contexte | formulaires)


@require_POST
@administrateur_regional
def preinscription_valider(request: HttpRequest, pk: int) -> HttpResponse:
    """REG-32, CAI-03."""
    preinscription, form = _preinscription(request, pk), ValidationForm(request.POST)
    if _tenter(request, form, valider_preinscription, preinscription):
        nom = preinscription.nom_partenaire
        messages.success(request, f"{nom} est inscrit. Un mail portant le mot de passe part à son administrateur.")
        return redirect("partenaires:file_attente")
    return _page_preinscription(request, _preinscription(request, pk), validation=form)


@require_POST
@administrateur_regional
def preinscription_invalider(request: HttpRequest, pk: int) -> HttpResponse:
    """REG-34, CAI-04."""
    preinscription, form = _preinscription(request, pk), InvalidationForm(request.POST)
    if _tenter(request, form, invalider_preinscription, preinscription):
        messages.success(
            request, f"La préinscription de {preinscription.nom_partenaire} est invalidée ; le motif part par mail."
        )
        return redirect("partenaires:file_attente")
    return _page_preinscription(request, _preinscription(request, pk), invalidation=form)


@require_POST
@administrateur_regional
def preinscription_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the form to the applicant, with a message (PLU-12)."""
    preinscription, form = _preinscription(request, pk), DemandeCorrectionForm(request.POST)
    if _tenter(request, form, demander_correction, preinscription):
        messages.success(
            request, f"La demande de correction part par mail ; {preinscription.nom_partenaire} reste dans la file."
        )
        return redirect("partenaires:file_attente")
    return _page_preinscription(request, _preinscription(request, pk), correction=form)


@require_safe
@administrateur_regional
def convention_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One convention: pending to be decided (manual §2.6), validated to be changed (CON-11)."""
    return _page_convention(request, _convention(request, pk))


def _page_convention(request: HttpRequest, convention: Convention, **formulaires: forms.BaseForm) -> HttpResponse:
    conformite = conformite_de(convention)
    contexte = {
        "convention": convention,
        "conformite": conformite,
        "avertissements": avertissements_siret(convention.partenaire.siret),
        "validation": ValidationForm(initial={"identifiant_structure": _identifiant_propose(convention, conformite)}),
        "invalidation": InvalidationForm(),
        "modification": ModificationConventionForm(instance=convention),
        "fil": _fil(f"Convention n° {convention.code}", "conventions"),
    }
    return render(request, "partenaires/convention_detail.html", contexte | formulaires)


def _identifiant_propose(convention: Convention, conformite: Conformite | None) -> str:
    """Return what the caisse has issued, or else the identifier of the partner's convention of another type."""
    if conformite and conformite.identifiant_structure:
        return conformite.identifiant_structure
    autres = Convention.objects.validees().filter(caisse=convention.caisse_id, partenaire=convention.partenaire_id)
    autre = autres.exclude(type_partenaire=convention.type_partenaire_id).first()
    return autre.identifiant_structure if autre else ""


@require_POST
@administrateur_regional
def convention_valider(request: HttpRequest, pk: int) -> HttpResponse:
    """CON-08, CAI-05."""
    convention, form = _convention(request, pk), ValidationForm(request.POST)
    if _tenter(request, form, valider_convention, convention):
        messages.success(request, f"La convention n° {convention.code} est validée ; le partenaire en est averti.")
        return _vers_conventions()
    return _page_convention(request, _convention(request, pk), validation=form)


@require_POST
@administrateur_regional
def convention_invalider(request: HttpRequest, pk: int) -> HttpResponse:
    """CON-09, CAI-05."""
    convention, form = _convention(request, pk), InvalidationForm(request.POST)
    if _tenter(request, form, invalider_convention, convention):
        messages.success(request, f"La convention n° {convention.code} est invalidée ; le motif part par mail.")
        return _vers_conventions()
    return _page_convention(request, _convention(request, pk), invalidation=form)


@require_POST
@administrateur_regional
def convention_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """CON-11, CAI-06."""
    form = ModificationConventionForm(request.POST, instance=_convention(request, pk))
    if _tenter(request, form, modifier_convention, _convention(request, pk)):
        messages.success(request, f"La convention n° {form.cleaned_data['code']} est modifiée.")
        return redirect("partenaires:convention_detail", pk)
    return _page_convention(request, _convention(request, pk), modification=form)


def _tenter(
    request: HttpRequest, form: forms.BaseForm, operation: Callable[..., object], objet: Preinscription | Convention
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

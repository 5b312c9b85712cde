"""Tariffs and scales of « Paramètres de la caisse »."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ppas.caisses.forms.parametres import CalculetteForm, TarifForm
from ppas.caisses.gardes import administrateur_regional, agent_de_caisse
from ppas.caisses.models import Tarif, TrancheBareme
from ppas.caisses.operations.tarifs import ajouter_tarif, supprimer_tarif
from ppas.caisses.regles.bareme import Tranche, participation
from ppas.caisses.regles.tarif import est_retirable
from ppas.caisses.tris import TRI_TARIFS
from ppas.caisses.views.caisse.parametres import fil
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


@require_safe
@agent_de_caisse
def tarifs(request: HttpRequest) -> HttpResponse:
    """List what holds today in the caisse, then every tariff, national or its own, the latest first."""
    le = aujourd_hui()
    tous = Tarif.objects.de_caisse(request.caisse).select_related("prestation")
    page = TRI_TARIFS.paginer(tous, request)
    contexte = {
        "en_vigueur": Tarif.objects.en_vigueur_partout(caisse=request.caisse, le=le),
        "page": page,
        "retirables": {tarif.pk for tarif in page if tarif.caisse_id and est_retirable(tarif.debut, le=le)},
        "partie": "tarifs",
        "fil": fil("Tarifs"),
    }
    return render(request, "caisses/tarifs.html", contexte)


@require_http_methods(["GET", "POST"])
@administrateur_regional
def tarif_ajouter(request: HttpRequest) -> HttpResponse:
    """Add a dated tariff of the caisse's own."""
    form = TarifForm(request.POST if request.method == "POST" else None, instance=Tarif(caisse=request.caisse))
    if request.method == "POST" and form.is_valid():
        saisis = form.cleaned_data
        try:
            ajouter_tarif(
                request.caisse,
                prestation=saisis["prestation"],
                debut=saisis["debut"],
                ouvrable_centimes=saisis["ouvrable"],
                dimanche_ferie_centimes=saisis["dimanche_ferie"],
                source=saisis["source"],
                par=request.user,
            )
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            messages.success(request, "Le tarif est ajouté. Les lignes déjà acceptées gardent leur prix.")
            return redirect("caisses:tarifs")
    contexte = {"form": form, "partie": "tarifs", "fil": fil("Ajouter un tarif")}
    return render(request, "caisses/tarif_ajouter.html", contexte, status=422 if form.errors else 200)


@require_POST
@administrateur_regional
def tarif_supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a tariff of the caisse's own that has not begun."""
    tarif = get_object_or_404(Tarif.objects.select_related("prestation"), pk=pk, caisse=request.caisse)
    try:
        supprimer_tarif(tarif, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "Le tarif à venir est supprimé.")
    return redirect("caisses:tarifs")


@require_safe
@agent_de_caisse
def baremes(request: HttpRequest) -> HttpResponse:
    """Show the participation scales by date, with their source, and compute one participation."""
    par_bareme = [
        (f"{nom}, au {debut:%d/%m/%Y}", list(rangees))
        for (nom, debut), rangees in groupby(
            TrancheBareme.objects.order_by("bareme", "-debut", "participation"), key=lambda t: (t.bareme, t.debut)
        )
    ]
    form = CalculetteForm(request.GET or None, baremes=[nom for nom, _ in par_bareme])
    resultat = None
    if form.is_valid():
        rangees = par_bareme[int(form.cleaned_data["bareme"])][1]
        tranches = [Tranche(t.plafond_seul, t.plafond_menage, t.participation) for t in rangees]
        est_menage = form.cleaned_data["foyer"] == "menage"
        resultat = {"participation": participation(tranches, form.cleaned_data["ressources"], est_menage=est_menage)}
    contexte = {"baremes": par_bareme, "form": form, "resultat": resultat, "partie": "baremes", "fil": fil("Barèmes")}
    return render(request, "caisses/baremes.html", contexte)

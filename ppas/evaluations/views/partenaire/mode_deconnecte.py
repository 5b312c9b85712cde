"""« Gestion du mode déconnecté »: what this browser can do, the computers of the evaluator (EVA-06, EVA-15, EVA-16)."""

import json

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ppas.comptes.regles.origine import nom_du_navigateur
from ppas.evaluations.forms.appareil import AppareilForm
from ppas.evaluations.gardes import evaluateur_en_personne
from ppas.evaluations.models import Appareil, Reservation
from ppas.evaluations.operations import appareils
from ppas.socle.refus import Refus

TITRE = "Gestion du mode déconnecté"


@require_safe
@evaluateur_en_personne
def mode_deconnecte(request: HttpRequest) -> HttpResponse:
    """« Gestion du mode déconnecté »."""
    siens = Appareil.objects.visibles_par(request.user, request.partenaire).en_service()
    contexte = {"appareils": siens, "jours": settings.HORS_LIGNE_JOURS, "fil": _fil()}
    return render(request, "evaluations/mode_deconnecte.html", contexte)


@require_POST
@evaluateur_en_personne
def appareil_generer(request: HttpRequest) -> JsonResponse:
    """Register this computer, or note that its code was renewed: JSON in, JSON out."""
    form = AppareilForm(_lire_json(request))
    if not form.is_valid():
        message = " ".join(phrase for phrases in form.errors.values() for phrase in phrases)
        return JsonResponse({"code": "saisie", "message": message}, status=400)
    saisie = form.cleaned_data
    try:
        if saisie["identifiant"]:
            appareil = appareils.renouveler(
                request.user, request.partenaire, saisie["identifiant"], version=saisie["version"]
            )
        else:
            appareil = appareils.generer(
                request.user,
                request.partenaire,
                nom=saisie["nom"],
                navigateur=nom_du_navigateur(request.headers.get("User-Agent", "")),
                version=saisie["version"],
            )
    except Refus as refus:
        return JsonResponse({"code": refus.code, "message": refus.message}, status=409)
    return JsonResponse(
        {"identifiant": str(appareil.identifiant), "nom": appareil.nom, "utilisateur": request.user.login}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@evaluateur_en_personne
def appareil_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a computer out of service, lost or no longer used, after a page that says what it means."""
    siens = Appareil.objects.visibles_par(request.user, request.partenaire)
    appareil = get_object_or_404(siens, pk=pk)
    if request.method == "POST":
        nb = appareils.retirer(appareil, par=request.user)
        reste = f" {_commandes_gardees(nb)}" if nb else ""
        messages.success(request, f"L’ordinateur « {appareil} » a été retiré : il ne peut plus synchroniser.{reste}")
        return redirect("evaluations:mode_deconnecte")
    nb = Reservation.objects.en_cours().filter(appareil=appareil).count()
    contexte = {
        "appareil": appareil,
        "commandes_gardees": _commandes_gardees(nb) if nb else "",
        "fil": _fil("Retirer un ordinateur"),
    }
    return render(request, "evaluations/appareil_retirer.html", contexte)


def _commandes_gardees(nb: int) -> str:
    """Say what becomes of the orders reserved on a computer that is removed."""
    sujet = "La commande qui y était réservée reste à votre nom, sans ordinateur : elle se fait"
    if nb > 1:
        sujet = f"Les {nb} commandes qui y étaient réservées restent à votre nom, sans ordinateur : elles se font"
    partent = "partent" if nb > 1 else "part"
    return f"{sujet} en ligne, ou {partent} sur le prochain ordinateur que vous synchroniserez."


def _fil(page: str = "") -> list[tuple[str, str | None]]:
    """Return the breadcrumb down to `page`, or to the screen itself."""
    services = ("Les services", reverse("accueil:services"))
    return (
        [services, (TITRE, reverse("evaluations:mode_deconnecte")), (page, None)] if page else [services, (TITRE, None)]
    )


def _lire_json(request: HttpRequest) -> dict[str, object]:
    """Return the object that the body holds; an empty one when it holds none."""
    if request.content_type != "application/json":
        return {}
    try:
        lu = json.loads(request.body)
    except ValueError:
        return {}
    return lu if isinstance(lu, dict) else {}

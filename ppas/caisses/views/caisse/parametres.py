"""« Paramètres de la caisse »: read by its agents, changed by its regional administrators."""

from copy import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ppas.caisses.forms.parametres import ParametresForm
from ppas.caisses.gardes import administrateur_regional, agent_de_caisse
from ppas.caisses.operations.parametres import modifier_parametres
from ppas.socle.refus import Refus

TITRE = "Paramètres de la caisse"


def fil(*etapes: str) -> list[tuple[str, str | None]]:
    """Return the breadcrumb of a page of the parameters."""
    debut: list[tuple[str, str | None]] = [("Les services", reverse("accueil:services"))]
    return [*debut, (TITRE, reverse("caisses:parametres") if etapes else None), *((etape, None) for etape in etapes)]


@require_safe
@agent_de_caisse
def parametres(request: HttpRequest) -> HttpResponse:
    """Show what the caisse has set."""
    return render(request, "caisses/parametres.html", {"caisse": request.caisse, "partie": "parametres", "fil": fil()})


@require_http_methods(["GET", "POST"])
@administrateur_regional
def parametres_modifier(request: HttpRequest) -> HttpResponse:
    """Change it. The form works on a copy: the page shows what is registered."""
    form = ParametresForm(request.POST if request.method == "POST" else None, instance=copy(request.caisse))
    if request.method == "POST" and form.is_valid():
        try:
            est_modifiee = modifier_parametres(request.caisse, par=request.user, **form.cleaned_data)
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            fait = "Les paramètres sont enregistrés." if est_modifiee else "Aucun paramètre n’a changé."
            messages.success(request, fait)
            return redirect("caisses:parametres")
    contexte = {"form": form, "caisse": request.caisse, "partie": "parametres", "fil": fil("Modifier")}
    return render(request, "caisses/parametres_modifier.html", contexte, status=422 if form.errors else 200)

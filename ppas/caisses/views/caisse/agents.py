"""« Agents de la caisse », for its regional administrators (CAI-01, CAI-18)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from ppas.caisses.forms.agents import AgentForm
from ppas.caisses.gardes import administrateur_regional
from ppas.caisses.models import Agent
from ppas.caisses.operations.agents import creer_agent
from ppas.caisses.views import Ecran, agir, creer, dessiner_fiche, dessiner_liste

ECRAN = Ecran("Agents de la caisse", "caisses:agents", "caisses:agent", "caisses:agent_action")


@administrateur_regional
def agents(request: HttpRequest) -> HttpResponse:
    """List the agents of the caisse and create one."""
    form = AgentForm(request.POST if request.method == "POST" else None)
    if creer(request, form, lambda: _creer(request, form)):
        return redirect("caisses:agents")
    return dessiner_liste(request, ECRAN, Agent.objects.filter(caisse=request.caisse), form)


def _creer(request: HttpRequest, form: AgentForm) -> None:
    est_administrateur = form.cleaned_data["est_administrateur"]
    creer_agent(form.instance, caisse=request.caisse, est_administrateur=est_administrateur, par=request.user)


def _agent(request: HttpRequest, pk: int) -> Agent:
    return get_object_or_404(
        Agent.objects.select_related("utilisateur__second_facteur", "caisse"), pk=pk, caisse=request.caisse
    )


@require_safe
@administrateur_regional
def agent(request: HttpRequest, pk: int) -> HttpResponse:
    """One agent of the caisse."""
    return dessiner_fiche(request, ECRAN, _agent(request, pk), peut_agir=True)


@require_POST
@administrateur_regional
def agent_action(request: HttpRequest, pk: int, verbe: str) -> HttpResponse:
    """Change the account of an agent of the caisse."""
    return agir(request, ECRAN, _agent(request, pk), verbe)

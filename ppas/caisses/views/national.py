"""Agents of all caisses: the national administrator creates the first one of each (CAI-17)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from ppas.caisses.forms.agents import AgentNationalForm, RechercheAgentForm
from ppas.caisses.models import Agent
from ppas.caisses.operations.agents import creer_agent
from ppas.caisses.views import Ecran, agir, creer, dessiner_fiche, dessiner_liste
from ppas.comptes.gardes import administrateur_national, assistance

ECRAN = Ecran(
    "Agents des caisses", "caisses:national_agents", "caisses:national_agent", "caisses:national_agent_action"
)


@require_GET
@assistance
def agents(request: HttpRequest) -> HttpResponse:
    """List the agents of all caisses, or of one; only the national administrator has the form."""
    return _liste(request, AgentNationalForm() if request.user.is_staff else None)


def _liste(request: HttpRequest, form: AgentNationalForm | None) -> HttpResponse:
    filtres = RechercheAgentForm(request.GET)
    demandes = filtres.cleaned_data if filtres.is_valid() else {}
    trouves = Agent.objects.all()
    if demandes.get("caisse"):
        trouves = trouves.filter(caisse=demandes["caisse"])
    if demandes.get("login"):
        trouves = trouves.filter(utilisateur__login__istartswith=demandes["login"])
    return dessiner_liste(
        request, ECRAN, trouves, form, filtres=filtres, est_filtre=any(demandes.values()), est_national=True
    )


@require_POST
@administrateur_national
def agent_creer(request: HttpRequest) -> HttpResponse:
    """Create an agent in the caisse chosen."""
    form = AgentNationalForm(request.POST)
    if creer(request, form, lambda: _creer(request, form)):
        return redirect("caisses:national_agents")
    return _liste(request, form)


def _creer(request: HttpRequest, form: AgentNationalForm) -> None:
    choix = {nom: form.cleaned_data[nom] for nom in ("caisse", "est_administrateur")}
    creer_agent(form.instance, **choix, par=request.user)


def _agent(pk: int) -> Agent:
    return get_object_or_404(Agent.objects.select_related("utilisateur__second_facteur", "caisse"), pk=pk)


@require_GET
@assistance
def agent(request: HttpRequest, pk: int) -> HttpResponse:
    """One agent."""
    return dessiner_fiche(request, ECRAN, _agent(pk), peut_agir=request.user.is_staff)


@require_POST
@administrateur_national
def agent_action(request: HttpRequest, pk: int, verbe: str) -> HttpResponse:
    """Change the account of an agent."""
    return agir(request, ECRAN, _agent(pk), verbe)

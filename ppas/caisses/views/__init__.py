"""The list and the sheet of agents, which the regional and the national administrators share."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ppas.caisses.forms.agents import AgentForm
from ppas.caisses.models import Agent
from ppas.caisses.operations.agents import (
    desactiver_agent,
    nommer_administrateur,
    nommer_editeur,
    reactiver_agent,
    reinitialiser_agent,
    retirer_administration,
    retirer_edition,
    retirer_second_facteur_agent,
)
from ppas.caisses.tris import TRI_AGENTS
from ppas.socle.refus import Refus

ACTIONS: dict[str, tuple[Callable[..., None], str]] = {
    "reinitialiser": (reinitialiser_agent, "Un mot de passe temporaire part par mail à {}."),
    "second-facteur": (
        retirer_second_facteur_agent,
        "Le second facteur de {} est retiré : il en activera un autre à sa prochaine connexion.",
    ),
    "nommer": (nommer_administrateur, "{} est administrateur régional."),
    "retirer": (retirer_administration, "{} n’est plus administrateur régional."),
    "nommer-editeur": (nommer_editeur, "{} est éditeur : il écrit les actualités de la caisse."),
    "retirer-editeur": (retirer_edition, "{} n’est plus éditeur."),
    "desactiver": (desactiver_agent, "Le compte de {} est désactivé : il ne peut plus se connecter."),
    "reactiver": (reactiver_agent, "Le compte de {} est réactivé."),
}
"""What may be done to an agent: by the last word of the address, the operation and what it has done."""


@dataclass(frozen=True)
class Ecran:
    """One of the two sides: its title, and the names of its URLs."""

    titre: str
    liste: str
    fiche: str
    action: str

    def fil(self, agent: Agent | None = None) -> list[tuple[str, str | None]]:
        """Return the breadcrumb of the list, or of the sheet of `agent`."""
        fin = [(self.titre, reverse(self.liste)), (agent.utilisateur.login, None)] if agent else [(self.titre, None)]
        return [("Les services", reverse("accueil:services")), *fin]


def dessiner_liste(
    request: HttpRequest, ecran: Ecran, agents: QuerySet[Agent], form: AgentForm | None, **contexte: object
) -> HttpResponse:
    """Draw the agents, and the form that creates one for who may."""
    contexte |= {
        "ecran": ecran,
        "form": form,
        "page": TRI_AGENTS.paginer(agents.select_related("utilisateur", "caisse"), request),
        "fil": ecran.fil(),
    }
    return render(request, "caisses/agents.html", contexte)


def creer(request: HttpRequest, form: AgentForm, operation: Callable[[], object]) -> bool:
    """Create the agent of the form; a refusal goes beside the field at fault."""
    if not form.is_valid():
        return False
    try:
        operation()
    except Refus as refus:
        form.add_error(refus.champ, refus.message)
        return False
    agent = form.instance
    messages.success(
        request,
        f"Le compte de {agent} est ouvert ; un mail lui porte son mot de passe. Transmettez-lui vous-même son login : "
        f"{agent.login}.",
    )
    return True


def dessiner_fiche(request: HttpRequest, ecran: Ecran, agent: Agent, *, peut_agir: bool) -> HttpResponse:
    """Draw one agent, with what may be done to his account."""
    contexte = {
        "ecran": ecran,
        "agent": agent,
        "fil": ecran.fil(agent),
        "peut_agir": peut_agir and agent.utilisateur_id != request.user.pk,
    }
    return render(request, "caisses/agent.html", contexte)


def agir(request: HttpRequest, ecran: Ecran, agent: Agent, verbe: str) -> HttpResponse:
    """Do to `agent` what the address says; a refusal is told on his sheet."""
    if verbe not in ACTIONS:
        raise Http404
    operation, fait = ACTIONS[verbe]
    try:
        operation(agent, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, fait.format(agent.utilisateur))
    return redirect(ecran.fiche, agent.pk)

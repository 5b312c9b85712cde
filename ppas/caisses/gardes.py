"""Guards of the caisse's screens: they leave the agent's caisse on `request.caisse`."""

from django.http import HttpRequest

from ppas.caisses.models import Agent
from ppas.socle.gardes import garde


def _est_agent(request: HttpRequest, *, administrateur: bool = False) -> bool:
    siens = Agent.objects.select_related("caisse").filter(utilisateur_id=request.user.pk)
    agent = next(iter(siens), None)  # one at most: in no order, for every page begins so
    if agent is None or (administrateur and not agent.est_administrateur):
        return False
    request.agent = agent
    request.caisse = agent.caisse
    return True


agent_de_caisse = garde("caisse", _est_agent)
administrateur_regional = garde("administrateur-regional", lambda request: _est_agent(request, administrateur=True))

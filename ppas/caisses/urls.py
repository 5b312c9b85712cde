"""URLs of the domain."""

from django.urls import path

from ppas.caisses.views import caisse, national

app_name = "caisses"
urlpatterns = [
    path("agents/", caisse.agents, name="agents"),
    path("agents/<int:pk>/", caisse.agent, name="agent"),
    path("agents/<int:pk>/<slug:verbe>/", caisse.agent_action, name="agent_action"),
    path("toutes/agents/", national.agents, name="national_agents"),
    path("toutes/agents/creer/", national.agent_creer, name="national_agent_creer"),
    path("toutes/agents/<int:pk>/", national.agent, name="national_agent"),
    path("toutes/agents/<int:pk>/<slug:verbe>/", national.agent_action, name="national_agent_action"),
]

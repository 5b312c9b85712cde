"""URLs of the domain."""

from django.urls import path

from ppas.caisses.views import national, public
from ppas.caisses.views.caisse import agents, parametres, tarifs

app_name = "caisses"
urlpatterns = [
    path("baremes/", public.baremes_publics, name="baremes_publics"),
    path("agents/", agents.agents, name="agents"),
    path("agents/<int:pk>/", agents.agent, name="agent"),
    path("agents/<int:pk>/<slug:verbe>/", agents.agent_action, name="agent_action"),
    path("parametres/", parametres.parametres, name="parametres"),
    path("parametres/modifier/", parametres.parametres_modifier, name="parametres_modifier"),
    path("parametres/tarifs/", tarifs.tarifs, name="tarifs"),
    path("parametres/tarifs/ajouter/", tarifs.tarif_ajouter, name="tarif_ajouter"),
    path("parametres/tarifs/<int:pk>/supprimer/", tarifs.tarif_supprimer, name="tarif_supprimer"),
    path("parametres/baremes/", tarifs.baremes, name="baremes"),
    path("toutes/agents/", national.agents, name="national_agents"),
    path("toutes/agents/creer/", national.agent_creer, name="national_agent_creer"),
    path("toutes/agents/<int:pk>/", national.agent, name="national_agent"),
    path("toutes/agents/<int:pk>/<slug:verbe>/", national.agent_action, name="national_agent_action"),
]

"""URLs of the domain."""

from django.urls import path

from ppas.accueil.views import caisse, public

app_name = "accueil"
urlpatterns = [
    path("", public.accueil, name="accueil"),
    path("services/", public.services, name="services"),
    path("recherche/", public.recherche, name="recherche"),
    path("plan-du-site/", public.plan, name="plan"),
    path("mails-de-la-caisse/", caisse.courriels, name="caisse_courriels"),
    path("accessibilite/", public.accessibilite, name="accessibilite"),
    path("configuration/", public.configuration, name="configuration"),
]

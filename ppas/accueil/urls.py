"""URLs of the domain."""

from django.urls import path

from ppas.accueil.views import caisse, public

app_name = "accueil"
urlpatterns = [
    path("", public.accueil, name="accueil"),
    path("services/", public.services, name="services"),
    path("services/<slug:slug>/", public.type_partenaire, name="type_partenaire"),
    path("documentation/", public.documentation, name="documentation"),
    path("plan-du-site/", public.plan, name="plan"),
    path("mails-de-la-caisse/", caisse.courriels, name="caisse_courriels"),
    path("accessibilite/", public.accessibilite, name="accessibilite"),
    path("mentions-legales/", public.mentions, name="mentions"),
]

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
    path("contact/", public.contact, name="contact"),
    path("mails-de-la-caisse/", caisse.courriels, name="caisse_courriels"),
    path("accessibilite/", public.accessibilite, name="accessibilite"),
    path("configuration/", public.configuration, name="configuration"),
    path("mentions-legales/", public.mentions, name="mentions"),
]

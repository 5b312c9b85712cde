"""URLs of the domain."""

from django.urls import path

from ppas.accueil.views import public

app_name = "accueil"
urlpatterns = [
    path("", public.accueil, name="accueil"),
    path("services/", public.services, name="services"),
    path("services/<slug:slug>/", public.type_partenaire, name="type_partenaire"),
    path("documentation/", public.documentation, name="documentation"),
    path("plan-du-site/", public.plan, name="plan"),
    path("contact/", public.contact, name="contact"),
    path("accessibilite/", public.accessibilite, name="accessibilite"),
    path("mentions-legales/", public.mentions, name="mentions"),
]

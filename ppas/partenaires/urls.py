"""URLs of the domain."""

from django.urls import path

from ppas.partenaires.views import caisse, partenaire, public

app_name = "partenaires"
urlpatterns = [
    path("preinscription/conditions/", public.conditions, name="conditions"),
    path("preinscription/convention/", public.convention_requise, name="convention_requise"),
    path("preinscription/", public.preinscription, name="preinscription"),
    path("preinscription/terminee/", public.preinscription_terminee, name="preinscription_terminee"),
    path("a-valider/", caisse.file_attente, name="file_attente"),
    path("a-valider/preinscriptions/<int:pk>/", caisse.preinscription_detail, name="preinscription_detail"),
    path("a-valider/preinscriptions/<int:pk>/valider/", caisse.preinscription_valider, name="preinscription_valider"),
    path(
        "a-valider/preinscriptions/<int:pk>/invalider/",
        caisse.preinscription_invalider,
        name="preinscription_invalider",
    ),
    path("a-valider/conventions/<int:pk>/", caisse.convention_detail, name="convention_detail"),
    path("a-valider/conventions/<int:pk>/valider/", caisse.convention_valider, name="convention_valider"),
    path("a-valider/conventions/<int:pk>/invalider/", caisse.convention_invalider, name="convention_invalider"),
    path("modification/", partenaire.modification, name="modification"),
    path("modification/utilisateurs/", partenaire.modification_utilisateurs, name="modification_utilisateurs"),
    path("modification/conventions/", partenaire.modification_conventions, name="modification_conventions"),
    path("modification/adresse/", partenaire.modification_adresse, name="modification_adresse"),
]

"""URLs of the domain."""

from django.urls import path

from ppas.partenaires.views import national, public
from ppas.partenaires.views.caisse import file_attente, partenaires, validations
from ppas.partenaires.views.partenaire import conventions, coordonnees, utilisateurs

app_name = "partenaires"
urlpatterns = [
    path("preinscription/conditions/", public.conditions, name="conditions"),
    path("preinscription/convention/", public.convention_requise, name="convention_requise"),
    path("preinscription/", public.preinscription, name="preinscription"),
    path("preinscription/terminee/", public.preinscription_terminee, name="preinscription_terminee"),
    path("preinscription/correction/<str:secret>/", public.correction, name="correction"),
    path("a-valider/", file_attente.file_attente, name="file_attente"),
    path("a-valider/preinscriptions/<int:pk>/", validations.preinscription_detail, name="preinscription_detail"),
    path(
        "a-valider/preinscriptions/<int:pk>/valider/", validations.preinscription_valider, name="preinscription_valider"
    ),
    path(
        "a-valider/preinscriptions/<int:pk>/invalider/",
        validations.preinscription_invalider,
        name="preinscription_invalider",
    ),
    path(
        "a-valider/preinscriptions/<int:pk>/corriger/",
        validations.preinscription_corriger,
        name="preinscription_corriger",
    ),
    path("a-valider/conventions/<int:pk>/", validations.convention_detail, name="convention_detail"),
    path("a-valider/conventions/<int:pk>/valider/", validations.convention_valider, name="convention_valider"),
    path("a-valider/conventions/<int:pk>/invalider/", validations.convention_invalider, name="convention_invalider"),
    path("a-valider/conventions/<int:pk>/modifier/", validations.convention_modifier, name="convention_modifier"),
    path("de-la-caisse/", partenaires.partenaires, name="caisse_partenaires"),
    path("de-la-caisse/<int:pk>/", partenaires.partenaire, name="caisse_partenaire"),
    path(
        "de-la-caisse/<int:pk>/utilisateurs/<int:rattachement>/deverrouiller/",
        partenaires.deverrouiller,
        name="caisse_deverrouiller",
    ),
    path("tous/", national.partenaires, name="national_partenaires"),
    path("tous/conventions/", national.conventions, name="national_conventions"),
    path("tous/<int:pk>/agir/", national.agir, name="agir"),
    path("tous/quitter/", national.quitter, name="quitter"),
    path("modification/", coordonnees.modification, name="modification"),
    path("modification/utilisateurs/", utilisateurs.modification_utilisateurs, name="modification_utilisateurs"),
    path("modification/utilisateurs/<int:pk>/", utilisateurs.modification_utilisateur, name="modification_utilisateur"),
    path("modification/utilisateurs/<int:pk>/supprimer/", utilisateurs.supprimer, name="suppression_utilisateur"),
    path("modification/conventions/", conventions.modification_conventions, name="modification_conventions"),
    path("modification/adresse/", coordonnees.modification_adresse, name="modification_adresse"),
]

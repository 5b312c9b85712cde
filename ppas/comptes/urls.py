"""URLs of the domain."""

from django.urls import path

from ppas.comptes.views import connecte, public

app_name = "comptes"
urlpatterns = [
    path("connexion/", public.connexion, name="connexion"),
    path("deconnexion/", public.deconnexion, name="deconnexion"),
    path("mot-de-passe-oublie/", public.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/", connecte.changer_mot_de_passe, name="changer_mot_de_passe"),
    path("mot-de-passe/modifie/", connecte.mot_de_passe_modifie, name="mot_de_passe_modifie"),
]

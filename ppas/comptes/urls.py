"""URLs of the domain."""

from django.urls import path

from ppas.comptes.views import connecte, national, public

app_name = "comptes"
urlpatterns = [
    path("connexion/", public.connexion, name="connexion"),
    path("connexion/code/", public.code, name="code"),
    path("deconnexion/", public.deconnexion, name="deconnexion"),
    path("mot-de-passe-oublie/", public.mot_de_passe_oublie, name="mot_de_passe_oublie"),
    path("mot-de-passe/lien/<str:jeton>/", public.lien_unique, name="lien_unique"),
    path("mot-de-passe/", connecte.changer_mot_de_passe, name="changer_mot_de_passe"),
    path("mot-de-passe/modifie/", connecte.mot_de_passe_modifie, name="mot_de_passe_modifie"),
    path("mot-de-passe/expire/", connecte.mot_de_passe_expire, name="mot_de_passe_expire"),
    path("mon-compte/", connecte.mon_compte, name="mon_compte"),
    path("sessions/<int:pk>/fermer/", connecte.fermer_session, name="fermer_session"),
    path("sessions/fermer-les-autres/", connecte.fermer_autres_sessions, name="fermer_autres_sessions"),
    path("second-facteur/activer/", connecte.activer_second_facteur, name="activer_second_facteur"),
    path("second-facteur/desactiver/", connecte.desactiver_second_facteur, name="desactiver_second_facteur"),
    path("second-facteur/codes/", connecte.renouveler_codes_secours, name="renouveler_codes_secours"),
    path("profils/", national.profils, name="profils"),
]

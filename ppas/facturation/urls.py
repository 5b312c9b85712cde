"""URLs of the domain."""

from django.urls import path

from ppas.facturation.views import caisse, public
from ppas.facturation.views.partenaire import beneficiaires, corrections, depots, enregistrements, formulaires

app_name = "facturation"
urlpatterns = [
    path("cahier-des-charges/", public.cahier_des_charges, name="cahier_des_charges"),
    path("cahier-des-charges/borfact.xsd", public.xsd, name="xsd"),
    path("cahier-des-charges/exemples/<str:nom>", public.exemple, name="exemple"),
    path("procedure-anomalies/", public.procedure, name="procedure"),
    path("beneficiaires/", beneficiaires.beneficiaires, name="beneficiaires"),
    path("beneficiaires/chercher/", beneficiaires.beneficiaires_chercher, name="beneficiaires_chercher"),
    path("fichiers/", depots.depots, name="depots"),
    path("fichiers/<int:pk>/", depots.depot, name="depot"),
    path("fichiers/<int:pk>/correction/", corrections.correction, name="correction"),
    path("fichiers/<int:pk>/correction/fichier", corrections.correction_fichier, name="correction_fichier"),
    path("enregistrements/<int:pk>/", enregistrements.enregistrement, name="enregistrement"),
    path("caisse/fichiers/", caisse.depots, name="caisse_depots"),
    path("caisse/fichiers/<int:pk>/", caisse.depot, name="caisse_depot"),
    path("formulaires/", formulaires.formulaires, name="formulaires"),
    path("formulaires/ouvrir/", formulaires.formulaire_ouvrir, name="formulaire_ouvrir"),
    path("formulaires/<int:pk>/", formulaires.formulaire, name="formulaire"),
    path("formulaires/<int:pk>/barrer/", formulaires.formulaire_barrer, name="formulaire_barrer"),
    path("formulaires/<int:pk>/annuler/", formulaires.formulaire_annuler, name="formulaire_annuler"),
    path("formulaires/<int:pk>/recapitulatif/", formulaires.formulaire_recapitulatif, name="formulaire_recapitulatif"),
]

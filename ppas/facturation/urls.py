"""URLs of the domain."""

from django.urls import path

from ppas.facturation.views import caisse, public
from ppas.facturation.views.partenaire import (
    beneficiaires,
    controles,
    corrections,
    depots,
    enregistrements,
    formulaires,
)

app_name = "facturation"
urlpatterns = [
    path("cahier-des-charges/", public.cahier_des_charges, name="cahier_des_charges"),
    path("cahier-des-charges/borfact.xsd", public.xsd, name="xsd"),
    path("cahier-des-charges/exemples/<str:nom>", public.exemple, name="exemple"),
    path("procedure-anomalies/", public.procedure, name="procedure"),
    path("beneficiaires/", beneficiaires.beneficiaires, name="beneficiaires"),
    path("beneficiaires/chercher/", beneficiaires.beneficiaires_chercher, name="beneficiaires_chercher"),
    path("fichiers/", depots.depots, name="depots"),
    path("fichiers/controle/", controles.controle, name="controle"),
    path("fichiers/envoi/", depots.envoi, name="envoi"),
    path("fichiers/<int:pk>/", depots.depot, name="depot"),
    path("fichiers/<int:pk>/correction/", corrections.correction, name="correction"),
    path("fichiers/<int:pk>/correction/fichier", corrections.correction_fichier, name="correction_fichier"),
    path("fichiers/<int:pk>/anomalies.csv", depots.depot_anomalies, name="depot_anomalies"),
    path("fichiers/<int:pk>/accuse.pdf", depots.depot_pdf, name="depot_pdf"),
    path("fichiers/<int:pk>/accuse.json", depots.depot_json, name="depot_json"),
    path("enregistrements/<int:pk>/", enregistrements.enregistrement, name="enregistrement"),
    path("caisse/fichiers/", caisse.depots, name="caisse_depots"),
    path("caisse/fichiers/<int:pk>/", caisse.depot, name="caisse_depot"),
    path("caisse/fichiers/<int:pk>/anomalies.csv", caisse.depot_anomalies, name="caisse_depot_anomalies"),
    path("caisse/fichiers/<int:pk>/accuse.pdf", caisse.depot_pdf, name="caisse_depot_pdf"),
    path("caisse/fichiers/<int:pk>/accuse.json", caisse.depot_json, name="caisse_depot_json"),
    path("formulaires/", formulaires.formulaires, name="formulaires"),
    path("formulaires/ouvrir/", formulaires.formulaire_ouvrir, name="formulaire_ouvrir"),
    path("formulaires/<int:pk>/", formulaires.formulaire, name="formulaire"),
    path("formulaires/<int:pk>/barrer/", formulaires.formulaire_barrer, name="formulaire_barrer"),
    path("formulaires/<int:pk>/annuler/", formulaires.formulaire_annuler, name="formulaire_annuler"),
    path("formulaires/<int:pk>/recapitulatif/", formulaires.formulaire_recapitulatif, name="formulaire_recapitulatif"),
]

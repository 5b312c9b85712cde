"""URLs of the domain."""

from django.urls import path

from ppas.facturation.views import public
from ppas.facturation.views.caisse import courriers as caisse_courriers
from ppas.facturation.views.caisse import depots as caisse_depots
from ppas.facturation.views.caisse import pieces as caisse_pieces
from ppas.facturation.views.partenaire import (
    anomalies,
    beneficiaires,
    controles,
    corrections,
    courriers,
    depots,
    enregistrements,
    formulaires,
    pieces,
    refacturation,
    saisie,
    validation,
)

app_name = "facturation"
urlpatterns = [
    path("cahier-des-charges/", public.cahier_des_charges, name="cahier_des_charges"),
    path("cahier-des-charges/borfact.xsd", public.xsd, name="xsd"),
    path("cahier-des-charges/exemples/<str:nom>", public.exemple, name="exemple"),
    path("procedure-anomalies/", public.procedure, name="procedure"),
    path("beneficiaires/", beneficiaires.beneficiaires, name="beneficiaires"),
    path("beneficiaires/liste.csv", beneficiaires.beneficiaires_csv, name="beneficiaires_csv"),
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
    path("fichiers/<int:pk>/refacturer/", refacturation.refacturer, name="refacturer"),
    path("fichiers/<int:pk>/reste/", courriers.reste_fichier, name="reste_fichier"),
    path("anomalies/", anomalies.anomalies, name="anomalies"),
    path("anomalies/sans-suite/", anomalies.refus_abandonner, name="refus_abandonner"),
    path("reste/", courriers.reste, name="reste"),
    path("courriers/", courriers.courriers, name="courriers"),
    path("courriers/annoncer/", courriers.courriers_annoncer, name="courriers_annoncer"),
    path("courriers/facture-individuelle/", courriers.courrier_individuel, name="courrier_individuel"),
    path("courriers/<int:pk>/lettre/", courriers.courrier_pdf, name="courrier_pdf"),
    path("courriers/<int:pk>/retirer/", courriers.courrier_retirer, name="courrier_retirer"),
    path("caisse/courriers/", caisse_courriers.courriers, name="caisse_courriers"),
    path("caisse/courriers/enregistrer/", caisse_courriers.courrier_enregistrer, name="courrier_enregistrer"),
    path("caisse/courriers/<int:pk>/", caisse_courriers.courrier, name="caisse_courrier"),
    path("caisse/courriers/<int:pk>/recevoir/", caisse_courriers.courrier_recevoir, name="courrier_recevoir"),
    path("caisse/courriers/<int:pk>/refuser/", caisse_courriers.courrier_refuser, name="courrier_refuser"),
    path("enregistrements/<int:pk>/", enregistrements.enregistrement, name="enregistrement"),
    path("caisse/fichiers/", caisse_depots.depots, name="caisse_depots"),
    path("caisse/fichiers/<int:pk>/", caisse_depots.depot, name="caisse_depot"),
    path("caisse/fichiers/<int:pk>/anomalies.csv", caisse_depots.depot_anomalies, name="caisse_depot_anomalies"),
    path("caisse/fichiers/<int:pk>/accuse.pdf", caisse_depots.depot_pdf, name="caisse_depot_pdf"),
    path("caisse/fichiers/<int:pk>/accuse.json", caisse_depots.depot_json, name="caisse_depot_json"),
    path("formulaires/", formulaires.formulaires, name="formulaires"),
    path("formulaires/ouvrir/", formulaires.formulaire_ouvrir, name="formulaire_ouvrir"),
    path("formulaires/<int:pk>/", saisie.formulaire, name="formulaire"),
    path("formulaires/<int:pk>/barrer/", saisie.formulaire_barrer, name="formulaire_barrer"),
    path("formulaires/<int:pk>/annuler/", validation.formulaire_annuler, name="formulaire_annuler"),
    path("formulaires/<int:pk>/recapitulatif/", validation.formulaire_recapitulatif, name="formulaire_recapitulatif"),
    path("formulaires/<int:pk>/recapitulatif.pdf", validation.formulaire_pdf, name="formulaire_pdf"),
    path("formulaires/<int:pk>/lignes/<int:ligne>/pieces/", pieces.formulaire_pieces, name="formulaire_pieces"),
    path("pieces/<int:pk>/", pieces.piece, name="piece"),
    path("pieces/<int:pk>/retirer/", pieces.piece_retirer, name="piece_retirer"),
    path("caisse/pieces/<int:pk>/", caisse_pieces.piece, name="caisse_piece"),
]

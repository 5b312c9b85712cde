"""URLs of the domain."""

from django.urls import path

from ppas.paiements.views import caisse, partenaire
from ppas.paiements.views.suivi import caisse as suivi_caisse
from ppas.paiements.views.suivi import partenaire as suivi

app_name = "paiements"
urlpatterns = [
    path("bordereaux/", partenaire.bordereaux, name="bordereaux"),
    path("bordereaux/<int:pk>/", partenaire.bordereau, name="bordereau"),
    path("bordereaux/<int:pk>/reste/", partenaire.bordereau_reste, name="bordereau_reste"),
    path("bordereaux/<int:pk>/document/", partenaire.bordereau_document, name="bordereau_document"),
    path("bordereaux/<int:pk>/pdf/", partenaire.bordereau_pdf, name="bordereau_pdf"),
    path("bordereaux/<int:pk>/csv/", partenaire.bordereau_csv, name="bordereau_csv"),
    path("bordereaux/<int:pk>/xlsx/", partenaire.bordereau_xlsx, name="bordereau_xlsx"),
    path("anomalies-report/", partenaire.anomalies_report, name="anomalies_report"),
    path("anomalies-report/<int:pk>/courrier/", partenaire.report_courrier, name="report_courrier"),
    path("pourquoi-pas-paye/", suivi.pourquoi, name="pourquoi"),
    path("enregistrements/<int:pk>/", suivi.enregistrement, name="enregistrement"),
    path("lignes-refusees/<int:pk>/", suivi.vie_refus, name="vie_refus"),
    path("courriers/<int:pk>/", suivi.vie_courrier, name="vie_courrier"),
    path("evaluations/<int:pk>/", suivi.vie_commande, name="vie_commande"),
    path("caisse/tableau-de-bord/", suivi_caisse.tableau_de_bord, name="tableau_de_bord"),
    path("caisse/rechercher/", suivi_caisse.caisse_rechercher, name="caisse_rechercher"),
    path("caisse/enregistrements/<int:pk>/", suivi_caisse.caisse_enregistrement, name="caisse_enregistrement"),
    path("caisse/lignes-refusees/<int:pk>/", suivi_caisse.caisse_vie_refus, name="caisse_vie_refus"),
    path("caisse/courriers/<int:pk>/", suivi_caisse.caisse_vie_courrier, name="caisse_vie_courrier"),
    path("caisse/evaluations/<int:pk>/", suivi_caisse.caisse_vie_commande, name="caisse_vie_commande"),
    path("caisse/exports/", caisse.exports, name="exports"),
    path("caisse/exports/exporter/", caisse.exporter, name="exporter"),
    path("caisse/exports/<int:pk>/csv/", caisse.export, name="export"),
    path("caisse/bordereaux/", caisse.bordereaux, name="caisse_bordereaux"),
    path("caisse/bordereaux/<int:pk>/", caisse.bordereau, name="caisse_bordereau"),
    path("caisse/bordereaux/<int:pk>/reste/", caisse.bordereau_reste, name="caisse_bordereau_reste"),
    path("caisse/bordereaux/<int:pk>/document/", caisse.bordereau_document, name="caisse_bordereau_document"),
    path("caisse/bordereaux/<int:pk>/pdf/", caisse.bordereau_pdf, name="caisse_bordereau_pdf"),
    path("caisse/bordereaux/<int:pk>/csv/", caisse.bordereau_csv, name="caisse_bordereau_csv"),
    path("caisse/bordereaux/<int:pk>/xlsx/", caisse.bordereau_xlsx, name="caisse_bordereau_xlsx"),
]

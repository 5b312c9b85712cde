"""URLs of the domain."""

from django.urls import path

from ppas.echanges.views import caisse, national, partenaire

app_name = "echanges"
urlpatterns = [
    path("historique/", partenaire.historique, name="historique"),
    path("caisse/historique/", caisse.caisse_historique, name="caisse_historique"),
    path("journal/", partenaire.journal, name="journal"),
    path("caisse/journal/", caisse.caisse_journal, name="caisse_journal"),
    path("caisse/consultations/", caisse.consultations_chercher, name="consultations_chercher"),
    path("caisse/consultations/<int:pk>/", caisse.consultations, name="consultations"),
    path("national/journal/", national.journal, name="national_journal"),
    path("national/journal/chercher/", national.journal_chercher, name="national_journal_chercher"),
    path("national/courriels/", national.courriels, name="courriels"),
    path("national/courriels/<int:pk>/renvoyer/", national.courriel_renvoyer, name="courriel_renvoyer"),
    path("caisse/flux/", caisse.flux, name="flux"),
    path("caisse/imports/", caisse.imports, name="imports"),
]

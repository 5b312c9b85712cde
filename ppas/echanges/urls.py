"""URLs of the domain."""

from django.urls import path

from ppas.echanges.views import caisse, partenaire

app_name = "echanges"
urlpatterns = [
    path("historique/", partenaire.historique, name="historique"),
    path("caisse/historique/", caisse.caisse_historique, name="caisse_historique"),
    path("caisse/imports/", caisse.imports, name="imports"),
]

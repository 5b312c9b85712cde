"""URLs of the offline application: all under one prefix, which is the scope of its worker."""

from django.urls import path

from ppas.evaluations.views.partenaire import api_hors_ligne as api

app_name = "hors_ligne"
urlpatterns = [
    path("api/commandes/", api.api_commandes, name="api_commandes"),
    path("api/copie/", api.api_copie, name="api_copie"),
    path("api/etat/", api.api_etat, name="api_etat"),
    path("api/evaluations/", api.api_evaluations, name="api_evaluations"),
]

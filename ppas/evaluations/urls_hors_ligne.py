"""URLs of the offline application: a scope of its own, for its worker."""

from django.urls import path

from ppas.evaluations.views.partenaire import api_hors_ligne as api
from ppas.evaluations.views.public import hors_ligne

app_name = "hors_ligne"
urlpatterns = [
    path("", hors_ligne.application, name="application"),
    path("travailleur.js", hors_ligne.travailleur, name="travailleur"),
    path("api/commandes/", api.api_commandes, name="api_commandes"),
    path("api/copie/", api.api_copie, name="api_copie"),
    path("api/etat/", api.api_etat, name="api_etat"),
    path("api/evaluations/", api.api_evaluations, name="api_evaluations"),
    path("<path:chemin>", hors_ligne.fichier, name="fichier"),
]

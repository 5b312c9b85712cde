"""URLs of the offline application: a scope of its own, for its worker."""

from django.urls import path

from ppas.evaluations.views.public import hors_ligne

app_name = "hors_ligne"
urlpatterns = [
    path("", hors_ligne.application, name="application"),
    path("travailleur.js", hors_ligne.travailleur, name="travailleur"),
    path("<path:chemin>", hors_ligne.fichier, name="fichier"),
]

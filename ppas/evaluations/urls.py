"""URLs of the domain."""

from django.urls import path

from ppas.evaluations.views.partenaire import commandes

app_name = "evaluations"
urlpatterns = [
    path("commandes/", commandes.commandes, name="commandes"),
    path("commandes/chercher/", commandes.commandes_chercher, name="commandes_chercher"),
    path("commandes/reserver/", commandes.commandes_reserver, name="commandes_reserver"),
    path("commandes/<int:pk>/", commandes.commande, name="commande"),
    path("commandes/<int:pk>/lettre.pdf", commandes.commande_pdf, name="commande_pdf"),
    path("commandes/<int:pk>/liberer/", commandes.commande_liberer, name="commande_liberer"),
    path("commandes/<int:pk>/transferer/", commandes.commande_transferer, name="commande_transferer"),
]

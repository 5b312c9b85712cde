"""URLs of the domain."""

from django.urls import path

from ppas.demo.views import public

app_name = "demo"
urlpatterns = [
    path("comptes/", public.comptes, name="comptes"),
    path("composants/", public.composants, name="composants"),
    path("courriels/", public.courriels, name="courriels"),
    path("courriels/<int:pk>/", public.courriel, name="courriel"),
    path("exemples/", public.exemples, name="exemples"),
    path("exemples/<path:chemin>", public.exemple, name="exemple"),
    path("paiements/<int:pk>/", public.paiements, name="paiements"),
    path("paiements/evaluations/<int:pk>/", public.paiements_evaluations, name="paiements_evaluations"),
    path("anomalies-report/<int:pk>/", public.anomalies_report, name="anomalies_report"),
]

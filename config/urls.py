"""One prefix a domain; the demonstration adds its own pages."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path, re_path

from ppas.publications.views import public as publications

urlpatterns = [
    path("", include("ppas.accueil.urls")),
    path("", include("ppas.socle.urls")),
    path("comptes/", include("ppas.comptes.urls")),
    path("caisses/", include("ppas.caisses.urls")),
    path("partenaires/", include("ppas.partenaires.urls")),
    path("prises-en-charge/", include("ppas.prises_en_charge.urls")),
    path("facturation/", include("ppas.facturation.urls")),
    path("evaluations/", include("ppas.evaluations.urls")),
    path("hors-ligne/", include("ppas.evaluations.urls_hors_ligne")),
    path("paiements/", include("ppas.paiements.urls")),
    path("echanges/", include("ppas.echanges.urls")),
    path("", include("ppas.assistance.urls")),
    path("", include("ppas.publications.urls")),
    path("national/", admin.site.urls),
    path("edition/", include("ppas.publications.urls_edition")),
    path("fichiers/<int:document_id>/<str:document_filename>", publications.fichier, name="wagtaildocs_serve"),
]
if apps.is_installed("ppas.demo"):
    urlpatterns.append(path("demo/", include("ppas.demo.urls")))
# Last: whatever no screen answers to is looked for among the editors' pages.
urlpatterns.append(re_path(r"^(?P<chemin>(?:[\w\-]+/)*)$", publications.page, name="wagtail_serve"))

handler400 = "ppas.socle.views.erreurs.requete_incorrecte"
handler403 = "ppas.socle.views.erreurs.acces_refuse"
handler404 = "ppas.socle.views.erreurs.page_introuvable"
handler500 = "ppas.socle.views.erreurs.erreur_interne"

"""URLs of the domain: the fixed addresses that menus name; other pages are found by their place in the tree."""

from django.urls import path

from ppas.publications.regles.adresses import FIXES
from ppas.publications.views import public

app_name = "publications"
urlpatterns = [
    path("actualites/flux/", public.flux, name="flux"),
    path("medias/images/<str:nom>", public.image, name="image"),
    *(path(f"{chemin}/", public.page, {"chemin": f"{chemin}/"}, name=nom) for nom, chemin in FIXES.items()),
]

"""URLs of the domain."""

from django.urls import URLPattern

app_name = "paiements"
urlpatterns: list[URLPattern] = []

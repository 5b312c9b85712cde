"""URLs of the domain."""

from django.urls import URLPattern

app_name = "echanges"
urlpatterns: list[URLPattern] = []

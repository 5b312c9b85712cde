"""URLs of the domain."""

from django.urls import URLPattern

app_name = "prises_en_charge"
urlpatterns: list[URLPattern] = []

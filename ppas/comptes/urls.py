"""URLs of the domain."""

from django.urls import URLPattern

app_name = "comptes"
urlpatterns: list[URLPattern] = []

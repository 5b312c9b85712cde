"""URLs of the domain."""

from django.urls import URLPattern

app_name = "facturation"
urlpatterns: list[URLPattern] = []

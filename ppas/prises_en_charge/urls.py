"""URLs of the domain."""

from django.urls import path

from ppas.prises_en_charge.views import public

app_name = "prises_en_charge"
urlpatterns = [path("imprimes/demande-aide-a-domicile.pdf", public.imprime_demande, name="imprime_demande")]

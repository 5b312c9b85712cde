"""The safety nets of conftest.py catch what they are there for."""

import socket
from datetime import date

import pytest
from django.conf import LazySettings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import path

from ppas.caisses.models import Regime
from ppas.socle.horloge import aujourd_hui, maintenant
from tests.conftest import Horloge


@login_not_required
def creer_un_regime(request: HttpRequest) -> HttpResponse:
    Regime.objects.create(code="ESSAI", nom="Essai")
    return HttpResponse()


urlpatterns = [path("ecrire/", creer_un_regime)]


@pytest.mark.django_db
def test_un_get_qui_ecrit_fait_echouer_le_test(client: Client, settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    with pytest.raises(pytest.fail.Exception, match="a GET wrote"):
        client.get("/ecrire/")
    assert client.post("/ecrire/").status_code == 200


def test_une_connexion_hors_de_la_machine_fait_echouer_le_test() -> None:
    with socket.socket() as prise, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
        prise.connect(("192.0.2.1", 80))


def test_une_variable_de_gabarit_indefinie_fait_echouer_le_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="inconnue"):
        engines["django"].from_string("{{ inconnue }}").render({})


def test_l_horloge_s_arrete_et_se_regle(horloge: Horloge) -> None:
    debut = maintenant()
    assert maintenant() == debut
    horloge.regler("2026-12-31 23:59")
    assert aujourd_hui() == date(2026, 12, 31)
    horloge.avancer(minutes=1)
    assert aujourd_hui() == date(2027, 1, 1)

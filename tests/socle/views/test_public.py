import pytest
from django.test import Client
from django.urls import reverse

from ppas.socle.operations.captcha import lire_captcha, nouveau_captcha
from ppas.socle.regles.captcha import caracteres
from tests.conftest import Horloge


@pytest.mark.exigence("REG-26")
def test_l_image_du_captcha_est_dessinee_et_jamais_gardee(client: Client) -> None:
    reponse = client.get(reverse("socle:captcha_image", args=[nouveau_captcha().jeton]))
    assert reponse.headers["Content-Type"] == "image/png"
    assert "no-store" in reponse.headers["Cache-Control"]


def test_l_image_d_un_captcha_expire_n_existe_plus(client: Client, horloge: Horloge) -> None:
    adresse = reverse("socle:captcha_image", args=[nouveau_captcha().jeton])
    horloge.avancer(minutes=61)
    assert client.get(adresse).status_code == 404


def test_un_jeton_invente_n_a_pas_d_image(client: Client) -> None:
    assert client.get(reverse("socle:captcha_image", args=["AAAA:BBBB:CCCC"])).status_code == 404


@pytest.mark.exigence("REG-27")
def test_un_autre_captcha_est_donne_sans_quitter_la_page(client: Client) -> None:
    donnes = [client.get(reverse("socle:captcha_nouveau")).json() for _ in range(2)]
    assert donnes[0]["jeton"] != donnes[1]["jeton"]
    assert client.get(donnes[0]["image"]).status_code == 200


def test_le_jeton_ne_revele_pas_la_reponse(client: Client) -> None:
    jeton = client.get(reverse("socle:captcha_nouveau")).json()["jeton"]
    captcha = lire_captcha(jeton)
    assert captcha
    assert captcha.reponse not in jeton
    assert captcha.reponse != caracteres(captcha.numero.encode())

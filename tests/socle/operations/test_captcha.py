from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from ppas.socle.models import CaptchaConsomme
from ppas.socle.operations import captcha as operations
from ppas.socle.operations.captcha import Captcha, lire_captcha, nouveau_captcha, resoudre
from tests.captchas import captcha_prouve, preuve
from tests.conftest import Horloge

pytestmark = pytest.mark.django_db


def repondre(captcha: Captcha, saisie: str | None = None) -> bool:
    """Answer by the characters."""
    return resoudre(captcha.jeton, saisie=captcha.reponse if saisie is None else saisie, preuve="")


@pytest.mark.exigence("REG-26")
def test_les_caracteres_exacts_sont_acceptes() -> None:
    assert repondre(nouveau_captcha())


@pytest.mark.exigence("REG-26")
def test_la_casse_compte() -> None:
    captcha = nouveau_captcha()
    assert not repondre(captcha, captcha.reponse.swapcase())


@pytest.mark.exigence("REG-29")
def test_un_captcha_resolu_ne_sert_qu_une_fois() -> None:
    captcha = nouveau_captcha()
    assert [repondre(captcha), repondre(captcha)] == [True, False]


@pytest.mark.exigence("REG-29")
def test_une_reponse_fausse_use_aussi_le_captcha() -> None:
    captcha = nouveau_captcha()
    assert [repondre(captcha, "?"), repondre(captcha)] == [False, False]


def test_un_captcha_expire_au_bout_d_une_heure(horloge: Horloge) -> None:
    captcha = nouveau_captcha()
    jeton = captcha.jeton
    horloge.avancer(minutes=59)
    assert lire_captcha(jeton)
    horloge.avancer(minutes=2)
    assert not resoudre(jeton, saisie=captcha.reponse, preuve="")


def test_un_captcha_que_le_portail_n_a_pas_donne_est_refuse() -> None:
    assert not resoudre("AAAAAAAAAAAAAAAA:1abc:def", saisie="Abd3e", preuve="")


def test_les_captchas_expires_ne_s_accumulent_pas(horloge: Horloge) -> None:
    repondre(nouveau_captcha())
    horloge.avancer(minutes=61)
    repondre(nouveau_captcha())
    assert CaptchaConsomme.objects.count() == 1


@pytest.mark.exigence("PLU-14", "ACC-06")
def test_la_preuve_de_travail_remplace_les_caracteres() -> None:
    champs = captcha_prouve()
    assert resoudre(champs["captcha_jeton"], saisie="", preuve=champs["captcha_preuve"])


@pytest.mark.exigence("PLU-14")
def test_la_preuve_de_travail_ne_sert_qu_une_fois() -> None:
    captcha = nouveau_captcha()
    calculee = preuve(captcha.numero)
    assert resoudre(captcha.jeton, saisie="", preuve=calculee)
    assert not resoudre(captcha.jeton, saisie="", preuve=calculee)


def essais_simultanes(resoudre_une_fois: Callable[[], bool]) -> int:
    """Return how many of four requests at the same instant passed."""
    depart, resultats = Barrier(4), []

    def courir() -> None:
        depart.wait()
        try:
            resultats.append(resoudre_une_fois())
        finally:
            connection.close()

    fils = [Thread(target=courir) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sum(resultats)


@pytest.mark.exigence("REG-29")
@pytest.mark.django_db(transaction=True)
def test_quatre_envois_simultanes_du_meme_captcha_ne_passent_qu_une_fois() -> None:
    for _ in range(10):
        captcha = nouveau_captcha()
        assert essais_simultanes(lambda captcha=captcha: repondre(captcha)) == 1


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_unicite_le_meme_captcha_passe_plusieurs_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    def lire_puis_ecrire(captcha: Captcha) -> bool:
        est_neuf = not CaptchaConsomme.objects.filter(numero=captcha.numero).exists()
        lus.wait()
        return est_neuf

    monkeypatch.setattr(operations, "_consommer", lire_puis_ecrire)
    lus, captcha = Barrier(4), nouveau_captcha()
    assert essais_simultanes(lambda: repondre(captcha)) > 1

import pytest
from django import forms

from ppas.socle.captcha import ChampCaptcha
from tests.captchas import captcha_prouve, captcha_resolu

pytestmark = pytest.mark.django_db


class Formulaire(forms.Form):
    """A form with a captcha."""

    captcha = ChampCaptcha()


@pytest.mark.exigence("REG-26")
def test_un_captcha_resolu_valide_le_formulaire() -> None:
    assert Formulaire(captcha_resolu()).is_valid()


@pytest.mark.exigence("PLU-14")
def test_une_preuve_de_travail_valide_le_formulaire() -> None:
    assert Formulaire(captcha_prouve()).is_valid()


@pytest.mark.exigence("REG-28")
@pytest.mark.parametrize("envoi", [{"captcha_jeton": ""}, {"captcha_jeton": "x"}, {"captcha": ""}, {"captcha": "?"}])
def test_un_captcha_faux_ou_absent_donne_le_message_du_manuel(envoi: dict[str, str]) -> None:
    assert Formulaire(captcha_resolu() | envoi).errors == {
        "captcha": ["Vous n’avez pas saisi correctement le captcha."]
    }


@pytest.mark.exigence("REG-29")
def test_ce_qui_a_ete_recopie_ne_revient_pas() -> None:
    assert "value=" not in str(Formulaire({"captcha": "Abd3e"})["captcha"])

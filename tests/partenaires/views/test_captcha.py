import re

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.partenaires.models import Preinscription
from ppas.socle.horloge import maintenant
from tests.captchas import captcha_de, captcha_prouve, captcha_resolu
from tests.factories import ConventionFactory, PreinscriptionFactory, TypePartenaireFactory, UtilisateurFactory
from tests.partenaires.inscription import FORMULAIRE, TERMINEE, remplir

pytestmark = pytest.mark.django_db


def tentative(visiteur, saisie, **champs):
    """Send the form with this captcha; return the errors of the page drawn again."""
    return visiteur.post(FORMULAIRE, saisie | champs).context["form"].errors


@pytest.mark.exigence("REG-26", "REG-28")
@pytest.mark.parametrize("recopier", [str.swapcase, "{}x".format, "{:.0}".format])
def test_des_caracteres_mal_recopies_sont_refuses_pres_du_champ(visiteur, saisie, recopier):
    captcha = captcha_de(visiteur.get(FORMULAIRE).content.decode())
    reponse = visiteur.post(FORMULAIRE, saisie | {"captcha_jeton": captcha.jeton, "captcha": recopier(captcha.reponse)})
    assertContains(reponse, 'id="id_captcha_error"')
    assertContains(reponse, "Vous n’avez pas saisi correctement le captcha.")
    assertContains(reponse, 'value="Madrid"')
    assert not Preinscription.objects.exists()


@pytest.mark.exigence("REG-29")
def test_apres_une_correction_le_captcha_est_a_resaisir(visiteur, saisie):
    reponse = remplir(visiteur, saisie | {"code_postal": "6200"})
    nouveau = captcha_de(reponse.content.decode())
    assertContains(reponse, 'value="6200"')
    deja_servi = captcha_resolu()
    tentative(visiteur, saisie | {"code_postal": "6200"}, **deja_servi)
    assert list(tentative(visiteur, saisie, **deja_servi)) == ["captcha"]
    envoi = {"captcha_jeton": nouveau.jeton, "captcha": nouveau.reponse}
    assertRedirects(visiteur.post(FORMULAIRE, saisie | envoi), TERMINEE)


@pytest.mark.exigence("REG-27")
def test_d_autres_caracteres_sans_script_gardent_la_saisie_et_ne_reprochent_rien(visiteur, saisie):
    premier = captcha_de(visiteur.get(FORMULAIRE).content.decode())
    reponse = visiteur.post(FORMULAIRE, saisie | {"actualiser_captcha": "1", "captcha": "Abd3e", "siret": "12"})
    assert captcha_de(reponse.content.decode()).numero != premier.numero
    assertContains(reponse, 'value="Madrid"')
    assertNotContains(reponse, "is-invalid")
    assertNotContains(reponse, "Abd3e")


@pytest.mark.exigence("PLU-14", "ACC-06")
def test_la_preuve_de_travail_remplace_les_caracteres(visiteur, saisie):
    assertRedirects(visiteur.post(FORMULAIRE, saisie | captcha_prouve()), TERMINEE)


def page_sans_jetons(reponse):
    """Return what the page says: its tokens, new each time, are left out."""
    texte = re.sub(r'(csrfmiddlewaretoken" value=|captcha_jeton" value=|src=)"[^"]*"', "", reponse.content.decode())
    return reponse.status_code, set(reponse.headers) - {"Set-Cookie"}, texte


@pytest.mark.exigence("REG-23")
@pytest.mark.parametrize("situation", ["actif", "bloque", "desactive", "reserve", "convention"])
def test_sans_captcha_resolu_la_reponse_est_la_meme_pour_un_login_qui_existe(visiteur, saisie, situation):
    inconnu = page_sans_jetons(visiteur.post(FORMULAIRE, saisie | {"captcha": "faux"}))
    if situation == "reserve":
        PreinscriptionFactory(login="Alex7")
    elif situation == "convention":
        ConventionFactory(code="757300", type_partenaire=TypePartenaireFactory(evaluation=True))
    else:
        UtilisateurFactory(
            login="Alex7", is_active=situation != "desactive", bloque_le=maintenant() if situation == "bloque" else None
        )
    assert page_sans_jetons(visiteur.post(FORMULAIRE, saisie | {"captcha": "faux"})) == inconnu
    assert list(tentative(visiteur, saisie, captcha="faux")) == ["captcha"]


@pytest.mark.exigence("REG-23")
def test_les_logins_ne_se_sondent_pas_en_masse(visiteur, saisie):
    UtilisateurFactory(login="Alex7")
    reponses = [remplir(visiteur, saisie).context["form"].errors for _ in range(11)]
    assert [list(erreurs) for erreurs in reponses] == [["login"]] * 10 + [["__all__"]]

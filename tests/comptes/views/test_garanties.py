"""Promises on accounts (fiabilite.md): same answers for all (A1), sessions (A4), forged requests (A5)."""

import re

import pytest
from django.conf import settings as reglages
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from ppas.comptes.authentification import TEMOIN
from ppas.comptes.models import DemandeMotDePasse
from ppas.socle.horloge import maintenant
from tests.captchas import captcha_resolu
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
CONNEXION = reverse("comptes:connexion")
OUBLI = reverse("comptes:mot_de_passe_oublie")
PAGE = reverse("comptes:mon_compte")
COMPTES = {
    "connu": UtilisateurFactory,
    "bloque": lambda: UtilisateurFactory(bloque_le=maintenant()),
    "desactive": lambda: UtilisateurFactory(is_active=False),
    "second-facteur": lambda: UtilisateurFactory(enrole=True),
    "inconnu": UtilisateurFactory.build,
}


def reponse_nue(reponse, utilisateur):
    """Everything that the visitor receives, less what differs at every request."""
    corps = reponse.content.decode().replace(utilisateur.login, "LOGIN").replace(utilisateur.mail, "MAIL")
    corps = re.sub(r'(csrfmiddlewaretoken" value|captcha_jeton" value|src)="[^"]+"', "", corps)
    entetes = {nom: valeur for nom, valeur in reponse.items() if nom != "Content-Length"}
    return reponse.status_code, entetes, sorted(reponse.cookies), corps


def se_connecter(client, utilisateur, mot_de_passe=MOT_DE_PASSE):
    return client.post(CONNEXION, {"identifiant": utilisateur.login, "mot_de_passe": mot_de_passe})


@pytest.mark.exigence("LOG-05", "LOG-07")
def test_trois_mots_de_passe_faux_donnent_les_memes_pages_a_tous(horloge):
    suites = {}
    for cas in ("connu", "desactive", "second-facteur", "inconnu"):
        utilisateur, client = COMPTES[cas](), Client()
        suites[cas] = [reponse_nue(se_connecter(client, utilisateur, "Mauvais2026"), utilisateur) for _ in range(4)]
    for suite in suites.values():
        assert suite == suites["inconnu"]


@pytest.mark.exigence("LOG-07")
def test_un_compte_bloque_repond_comme_un_inconnu_bloque(horloge):
    bloque, inconnu = COMPTES["bloque"](), COMPTES["inconnu"]()
    for _ in range(3):
        se_connecter(Client(), inconnu)
    pages = [reponse_nue(se_connecter(Client(), compte), compte) for compte in (bloque, inconnu)]
    assert pages[0] == pages[1]


@pytest.mark.exigence("LOG-20")
def test_l_oubli_repond_la_meme_chose_a_tous(horloge):
    reponses = {}
    for cas, creer in COMPTES.items():
        utilisateur, client = creer(), Client()
        reponse = client.post(OUBLI, {"identifiant": utilisateur.login, "mail": utilisateur.mail} | captcha_resolu())
        messages = [str(message) for message in get_messages(reponse.wsgi_request)]
        reponses[cas] = (*reponse_nue(reponse, utilisateur), messages)
    for reponse in reponses.values():
        assert reponse == reponses["inconnu"]
    assert reponses["inconnu"][0] == 302


@pytest.mark.exigence("LOG-20", "REG-29")
@pytest.mark.parametrize("captcha", [{}, {"captcha": "zzzzz"}], ids=["absent", "faux"])
def test_un_captcha_faux_garde_le_reste_de_la_saisie(client, captcha):
    saisie = {"identifiant": "Alex7", "mail": "a@exemple.fr"}
    page = client.post(OUBLI, saisie | captcha_resolu() | {"captcha": ""} | captcha)
    assertContains(page, "Vous n’avez pas saisi correctement le captcha.")
    assertContains(page, 'value="Alex7"')
    assert not DemandeMotDePasse.objects.exists()


@pytest.mark.exigence("LOG-20", "REG-27")
def test_demander_d_autres_caracteres_garde_la_saisie_sans_erreur(client):
    page = client.post(OUBLI, {"identifiant": "Alex7", "mail": "a@exemple.fr", "actualiser_captcha": "1"})
    assertContains(page, 'value="Alex7"')
    assert not page.context["form"].errors


def test_un_captcha_ne_sert_pas_deux_demandes(client):
    saisie = {"identifiant": "a", "mail": "a@exemple.fr"} | captcha_resolu()
    assert [client.post(OUBLI, saisie).status_code for _ in range(2)] == [302, 200]


def test_une_session_imposee_ne_devient_jamais_valable():
    client, cle = Client(), "a" * 32
    client.cookies[reglages.SESSION_COOKIE_NAME] = cle
    se_connecter(client, UtilisateurFactory())
    assert client.cookies[reglages.SESSION_COOKIE_NAME].value != cle
    imposee = Client()
    imposee.cookies[reglages.SESSION_COOKIE_NAME] = cle
    assert imposee.get(PAGE).status_code == 302


@pytest.mark.parametrize(("minutes", "est_ouverte"), [(29, True), (31, False)])
def test_une_session_sans_activite_se_ferme_et_le_dit(horloge, client, minutes, est_ouverte):
    client.force_login(UtilisateurFactory())
    horloge.avancer(minutes=minutes)
    assert (client.get(PAGE).status_code == 200) is est_ouverte
    if not est_ouverte:
        assertContains(client.get(CONNEXION), "Votre session a été fermée pour des raisons de sécurité")


def test_une_session_active_dure_douze_heures_pas_davantage(horloge, client):
    client.force_login(UtilisateurFactory())
    for _ in range(12 * 3 - 1):
        horloge.avancer(minutes=20)
        assert client.get(PAGE).status_code == 200
    horloge.avancer(minutes=21)
    assert client.get(PAGE).status_code == 302


def test_l_activite_ne_s_ecrit_pas_a_chaque_page(horloge, client, django_assert_num_queries):
    client.force_login(UtilisateurFactory())
    page = reverse("comptes:mot_de_passe_modifie")
    with django_assert_num_queries(2):
        client.get(page)
    horloge.avancer(minutes=2)
    client.get(page)
    with django_assert_num_queries(2):
        client.get(page)


def test_un_compte_desactive_perd_sa_session_a_la_requete_suivante(client):
    utilisateur = UtilisateurFactory()
    client.force_login(utilisateur)
    utilisateur.is_active = False
    utilisateur.save()
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "nom",
    [
        "connexion",
        "code",
        "deconnexion",
        "mot_de_passe_oublie",
        "changer_mot_de_passe",
        "fermer_autres_sessions",
        "activer_second_facteur",
        "desactiver_second_facteur",
        "renouveler_codes_secours",
    ],
)
@pytest.mark.parametrize("saisie", [{}, {"csrfmiddlewaretoken": "x" * 64}], ids=["sans-jeton", "jeton-etranger"])
def test_une_requete_forgee_ailleurs_est_refusee(nom, saisie):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UtilisateurFactory())
    assert client.post(reverse(f"comptes:{nom}"), saisie).status_code == 403


def test_un_navigateur_ou_l_on_est_entre_porte_un_temoin_signe(client):
    utilisateur = UtilisateurFactory()
    temoin = se_connecter(client, utilisateur).cookies[TEMOIN]
    assert temoin["httponly"]
    assert temoin["samesite"] == "Lax"
    for _ in range(3):
        se_connecter(Client(), utilisateur, "Mauvais2026")
    client.post(reverse("comptes:deconnexion"))
    assertRedirects(se_connecter(client, utilisateur), reverse("accueil:services"))


def test_un_temoin_contrefait_ne_vaut_rien():
    utilisateur, pirate = UtilisateurFactory(bloque_le=maintenant()), Client()
    pirate.cookies[TEMOIN] = f"{utilisateur.pk}:1abcde:signature"
    assertContains(se_connecter(pirate, utilisateur), "Votre compte a été bloqué.")


@pytest.mark.exigence("LOG-17")
def test_l_avertissement_dit_le_nombre_d_authentifications_restantes(horloge, client):
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    page = reverse("comptes:mot_de_passe_expire")
    assertRedirects(se_connecter(client, utilisateur), page)
    reponse = client.get(page)
    assertContains(reponse, "Erreur&nbsp;: Votre mot de passe arrive à expiration")
    assertContains(reponse, "Nombre d’authentifications restantes&nbsp;: <b>4</b>")
    assertContains(reponse, f'href="{reverse("comptes:changer_mot_de_passe")}"')


def test_sans_expiration_cette_page_mene_aux_services(client):
    client.force_login(UtilisateurFactory())
    assertRedirects(client.get(reverse("comptes:mot_de_passe_expire")), reverse("accueil:services"))

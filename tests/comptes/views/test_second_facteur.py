import base64
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.caisses.models import Agent
from ppas.comptes.models import CodeSecours, SecondFacteur
from ppas.comptes.regles.totp import code_du_pas, pas_de
from ppas.socle.horloge import maintenant
from tests.factories import MOT_DE_PASSE, AgentFactory, CaisseFactory, UtilisateurFactory, code_totp

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-13")]
CONNEXION = reverse("comptes:connexion")
CODE = reverse("comptes:code")
ACTIVER = reverse("comptes:activer_second_facteur")
DESACTIVER = reverse("comptes:desactiver_second_facteur")
CODES = reverse("comptes:renouveler_codes_secours")
MON_COMPTE = reverse("comptes:mon_compte")
SERVICES = reverse("accueil:services")


@pytest.fixture
def enrole(horloge):
    return UtilisateurFactory(enrole=True, mot_de_passe_edition="ppas-1")


def donner_le_mot_de_passe(client, utilisateur, suite=""):
    return client.post(f"{CONNEXION}{suite}", {"identifiant": utilisateur.login, "mot_de_passe": MOT_DE_PASSE})


def code_de_la_page(page):
    """What an application shows after reading the page."""
    lettres = re.search(r"Clé&nbsp;: <code[^>]*>([A-Z2-7]+)</code>", page)[1]
    return code_du_pas(base64.b32decode(lettres), pas_de(maintenant()))


def activer(client):
    page = client.get(ACTIVER)
    jeton = page.context["jeton"]
    return client.post(ACTIVER, {"jeton": jeton, "code": code_de_la_page(page.content.decode())})


def test_le_mot_de_passe_seul_n_ouvre_rien(client, enrole):
    assertRedirects(donner_le_mot_de_passe(client, enrole), f"{CODE}?")
    assert "_auth_user_id" not in client.session
    assertRedirects(client.get(MON_COMPTE), f"{CONNEXION}?next={MON_COMPTE}")


def test_le_code_ouvre_la_page_demandee_sous_un_nouveau_numero_de_session(client, enrole):
    reponse = donner_le_mot_de_passe(client, enrole, f"?next={MON_COMPTE}")
    avant = client.session.session_key
    assertRedirects(client.post(reponse["Location"], {"code": code_totp(enrole)}), MON_COMPTE)
    assert client.session.session_key != avant


def test_un_code_faux_redonne_la_page(client, enrole):
    donner_le_mot_de_passe(client, enrole)
    assertContains(client.post(CODE, {"code": "000000"}), "Ce code n’est pas le bon")
    assert "_auth_user_id" not in client.session


def test_sans_mot_de_passe_il_n_y_a_pas_de_page_de_code(client, enrole):
    assertRedirects(client.get(CODE), CONNEXION)
    assertRedirects(client.post(CODE, {"code": code_totp(enrole)}), CONNEXION)


def test_le_code_doit_suivre_le_mot_de_passe_dans_les_dix_minutes(horloge, client, enrole):
    donner_le_mot_de_passe(client, enrole)
    horloge.avancer(minutes=11)
    assertRedirects(client.post(CODE, {"code": code_totp(enrole)}), CONNEXION)


def test_changer_le_mot_de_passe_entre_temps_annule_la_premiere_etape(client, enrole):
    donner_le_mot_de_passe(client, enrole)
    enrole.set_password("Tournesol26")
    enrole.save()
    assertRedirects(client.post(CODE, {"code": code_totp(enrole)}), CONNEXION)


def test_la_porte_de_l_administration_de_django_n_evite_pas_le_second_facteur(client):
    national = UtilisateurFactory(national=True)
    assert not client.login(request=None, username=national.login, password=MOT_DE_PASSE)
    donner_le_mot_de_passe(client, national)
    assertRedirects(client.get(reverse("admin:index")), f"{reverse('admin:login')}?next=/national/", 302, 302)


@pytest.mark.parametrize("role", ["agent", "national", "editeur"])
@pytest.mark.parametrize("url", [SERVICES, MON_COMPTE, reverse("admin:index"), "/inconnue/"])
def test_un_role_qui_l_exige_mene_d_abord_a_l_activation(client, role, url):
    utilisateur = UtilisateurFactory(
        role_national="" if role == "agent" else role.replace("national", "administrateur")
    )
    if role == "agent":
        Agent.objects.create(utilisateur=utilisateur, caisse=CaisseFactory())
    client.force_login(utilisateur)
    assertRedirects(client.get(url), ACTIVER, fetch_redirect_response=False)


def test_une_fois_active_tout_s_ouvre_et_les_codes_ne_sont_montres_qu_une_fois(horloge, client):
    utilisateur = AgentFactory(utilisateur=UtilisateurFactory()).utilisateur
    client.force_login(utilisateur)
    page = activer(client)
    codes = re.findall(r"<code[^>]*>([A-Z2-9]{5}-[A-Z2-9]{5})</code>", page.content.decode())
    assert len(codes) == 10
    assertRedirects(client.get(ACTIVER), MON_COMPTE)
    assertNotContains(client.get(MON_COMPTE), codes[0])
    assert client.get(SERVICES).status_code == 200


def test_activer_change_le_numero_de_session(horloge, client):
    client.force_login(UtilisateurFactory())
    avant = client.session.session_key
    activer(client)
    assert client.session.session_key != avant
    assert client.get(MON_COMPTE).status_code == 200


def test_un_code_faux_garde_la_meme_image(horloge, client):
    client.force_login(UtilisateurFactory())
    page = client.get(ACTIVER)
    suite = client.post(ACTIVER, {"jeton": page.context["jeton"], "code": "000000"})
    assertContains(suite, "Ce code n’est pas celui que l’application doit montrer")
    assert suite.context["secret"] == page.context["secret"]


def test_la_graine_d_un_autre_est_refusee(horloge, client):
    autre = Client()
    autre.force_login(UtilisateurFactory())
    page = autre.get(ACTIVER)
    client.force_login(UtilisateurFactory())
    client.post(ACTIVER, {"jeton": page.context["jeton"], "code": code_de_la_page(page.content.decode())})
    assert not SecondFacteur.objects.exists()


def test_l_image_est_dans_la_page_sans_style_ni_script(client):
    client.force_login(UtilisateurFactory())
    page = client.get(ACTIVER)
    assertContains(page, '<svg width="')
    assertNotContains(page, "style=")
    assertNotContains(page, "data:")


def test_desactiver_quand_le_role_l_exige_redemande_aussitot_d_activer(horloge, client):
    utilisateur = AgentFactory().utilisateur
    client.force_login(utilisateur)
    client.post(DESACTIVER, {"mot_de_passe": MOT_DE_PASSE, "code": code_totp(utilisateur)})
    assertRedirects(client.get(SERVICES), ACTIVER)


def test_desactiver_quand_il_n_est_pas_exige(horloge, client, enrole):
    client.force_login(enrole)
    saisie = {"mot_de_passe": MOT_DE_PASSE, "code": code_totp(enrole)}
    assertRedirects(client.post(DESACTIVER, saisie), MON_COMPTE)
    assertContains(client.get(MON_COMPTE), "Activer le second facteur")


@pytest.mark.parametrize("url", [DESACTIVER, CODES])
def test_confirmer_demande_mot_de_passe_et_code(client, enrole, url):
    client.force_login(enrole)
    assertContains(client.post(url, {"mot_de_passe": "Faux", "code": "1"}), "Ce n’est pas votre mot de passe.")
    assertContains(client.post(url, {"mot_de_passe": MOT_DE_PASSE, "code": "1"}), "Ce code n’est pas le bon")
    assert SecondFacteur.objects.count() == 1


@pytest.mark.parametrize("url", [DESACTIVER, CODES])
def test_sans_second_facteur_ces_pages_n_existent_pas(client, url):
    client.force_login(UtilisateurFactory())
    assert client.get(url).status_code == 404


def test_de_nouveaux_codes_de_secours(client, enrole):
    client.force_login(enrole)
    page = client.post(CODES, {"mot_de_passe": MOT_DE_PASSE, "code": code_totp(enrole)})
    assertContains(page, "Vos codes de secours")
    assert CodeSecours.objects.count() == 10


@pytest.mark.exigence("LOG-09")
def test_le_mot_de_passe_temporaire_se_change_avant_le_second_facteur(client):
    client.force_login(UtilisateurFactory(temporaire=True, role_national="editeur"))
    assertRedirects(client.get(ACTIVER), reverse("comptes:changer_mot_de_passe"))

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.comptes.operations.mot_de_passe import repondre_aux_demandes
from ppas.socle.models import Courriel
from tests.captchas import captcha_resolu
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
CONNEXION = reverse("comptes:connexion")
OUBLI = reverse("comptes:mot_de_passe_oublie")
BLOQUE = "Votre compte a été bloqué. Vous ne pouvez pas vous connecter car votre compte a été désactivé"


def se_connecter(client, login, mot_de_passe=MOT_DE_PASSE, **kwargs):
    return client.post(CONNEXION, {"identifiant": login, "mot_de_passe": mot_de_passe}, **kwargs)


@pytest.mark.exigence("LOG-01", "LOG-02", "LOG-03", "LOG-04")
@pytest.mark.parametrize(
    "texte",
    [
        "Entrez votre identifiant et votre mot de passe.",
        "SE CONNECTER",
        "EFFACER",
        "Pour des raisons de sécurité, veuillez vous déconnecter et fermer votre navigateur lorsque vous avez fini",
        "d’accéder aux services authentifiés.",
        f'href="{OUBLI}"',
    ],
)
def test_la_page_de_connexion(client, texte):
    assertContains(client.get(CONNEXION), texte)


@pytest.mark.exigence("LOG-01")
def test_se_connecter_mene_aux_services_sous_un_nouveau_numero_de_session(client):
    client.get(reverse("partenaires:conditions"))
    client.post(reverse("partenaires:conditions"), {"accepte": "on"})
    avant = client.session.session_key
    reponse = se_connecter(client, UtilisateurFactory().login)
    assertRedirects(reponse, reverse("accueil:services"))
    assert client.session.session_key != avant


def test_se_connecter_mene_a_la_page_demandee(client):
    suite = reverse("comptes:changer_mot_de_passe")
    reponse = client.post(
        f"{CONNEXION}?next={suite}", {"identifiant": UtilisateurFactory().login, "mot_de_passe": MOT_DE_PASSE}
    )
    assertRedirects(reponse, suite)


@pytest.mark.parametrize("suite", ["https://pirate.example/", "//pirate.example", "javascript:alert(1)"])
def test_se_connecter_ne_mene_jamais_hors_du_portail(client, suite):
    reponse = client.post(
        f"{CONNEXION}?next={suite}", {"identifiant": UtilisateurFactory().login, "mot_de_passe": MOT_DE_PASSE}
    )
    assertRedirects(reponse, reverse("accueil:services"))


def test_une_personne_connectee_n_a_plus_a_se_connecter(client):
    client.force_login(UtilisateurFactory())
    assertRedirects(client.get(CONNEXION), reverse("accueil:services"))


@pytest.mark.exigence("LOG-05")
def test_un_login_inconnu_et_un_mot_de_passe_faux_donnent_la_meme_page(client):
    UtilisateurFactory(login="Alex7")
    pages = []
    for login in ("Alex7", "Alex8"):
        reponse = se_connecter(client, login, "Mauvais2026")
        assertContains(reponse, "Mauvais identifiant / mot de passe")
        jeton = reponse.context["csrf_token"]
        pages.append(reponse.content.decode().replace(login, "LOGIN").replace(str(jeton), "JETON"))
    assert pages[0] == pages[1]


@pytest.mark.exigence("LOG-06", "LOG-07")
def test_au_troisieme_echec_la_page_dit_que_le_compte_est_bloque(client):
    login = UtilisateurFactory().login
    for _ in range(2):
        assertNotContains(se_connecter(client, login, "Mauvais2026"), BLOQUE)
    assertContains(se_connecter(client, login, "Mauvais2026"), BLOQUE)
    assertContains(se_connecter(client, login), BLOQUE)
    assert "_auth_user_id" not in client.session


def test_le_mot_de_passe_saisi_ne_revient_jamais_dans_la_page(client):
    assertNotContains(se_connecter(client, "Alex7", "Secret2026x"), "Secret2026x")


@pytest.mark.parametrize(
    "saisie",
    [
        pytest.param({}, id="vide"),
        pytest.param({"identifiant": "a\x00b", "mot_de_passe": "x"}, id="caractere-nul"),
        pytest.param({"identifiant": "a" * 200, "mot_de_passe": "x"}, id="identifiant-trop-long"),
        pytest.param({"identifiant": "a", "mot_de_passe": "x" * 5000}, id="mot-de-passe-trop-long"),
        pytest.param({"identifiant": "😀", "mot_de_passe": "😀"}, id="pictogramme"),
    ],
)
@pytest.mark.parametrize("url", [CONNEXION, OUBLI], ids=["connexion", "oubli"])
def test_une_saisie_impossible_redonne_la_page(client, url, saisie):
    reponse = client.post(url, saisie)
    assert reponse.status_code == 200
    assert reponse.context["form"].errors


def test_un_envoi_enorme_est_refuse_sans_erreur_interne(client):
    assert client.post(CONNEXION, {"identifiant": "a" * 3_000_000, "mot_de_passe": "x"}).status_code == 413


@pytest.mark.exigence("LOG-26")
def test_se_deconnecter_ferme_la_session(client):
    client.force_login(UtilisateurFactory())
    assertRedirects(client.post(reverse("comptes:deconnexion")), reverse("accueil:accueil"))
    assert "_auth_user_id" not in client.session


def test_un_lien_ne_deconnecte_personne(client):
    client.force_login(UtilisateurFactory())
    assert client.get(reverse("comptes:deconnexion")).status_code == 405
    assert "_auth_user_id" in client.session


def test_la_connexion_de_l_administration_obeit_au_meme_blocage(client):
    utilisateur = UtilisateurFactory(national=True)
    for _ in range(3):
        client.post(reverse("admin:login"), {"username": utilisateur.login, "password": "Mauvais2026"})
    client.post(reverse("admin:login"), {"username": utilisateur.login, "password": MOT_DE_PASSE})
    assert "_auth_user_id" not in client.session


@pytest.mark.exigence("LOG-20")
def test_la_page_du_mot_de_passe_oublie(client):
    reponse = client.get(OUBLI)
    assertContains(
        reponse,
        "Saisir vos informations personnelles. Un mail contenant un mot de passe temporaire vous sera envoyé.",
    )
    assertContains(reponse, "Mail de l’utilisateur enregistré")
    assertContains(reponse, "Enregistrer")


@pytest.mark.exigence("LOG-20")
def test_la_reponse_a_un_oubli_est_la_meme_pour_tous(client):
    utilisateur = UtilisateurFactory()
    reponses = []
    for mail in (utilisateur.mail, "autre@exemple.fr"):
        reponse = client.post(OUBLI, {"identifiant": utilisateur.login, "mail": mail} | captcha_resolu())
        assertRedirects(reponse, CONNEXION, fetch_redirect_response=False)
        reponses.append([str(message) for message in get_messages(reponse.wsgi_request)])
        client.get(CONNEXION)
    assert reponses[0] == reponses[1]
    assert (repondre_aux_demandes(), Courriel.objects.count()) == (1, 1)


def test_trop_de_demandes_le_disent_et_gardent_la_saisie(client):
    for _ in range(10):
        client.post(OUBLI, {"identifiant": "a", "mail": "a@exemple.fr"} | captcha_resolu())
    reponse = client.post(OUBLI, {"identifiant": "Alex7", "mail": "a@exemple.fr"} | captcha_resolu())
    assertContains(reponse, "Trop de demandes depuis votre réseau.")
    assertContains(reponse, 'value="Alex7"')


@pytest.mark.exigence("LOG-23", "LOG-24", "LOG-29")
def test_la_page_de_connexion_dit_que_faire_sans_identifiant_ni_mot_de_passe(client):
    page = client.get(CONNEXION)
    assertContains(page, "Tout administrateur de votre structure peut le lire")
    assertContains(page, f'href="{reverse("assistance:contact")}"')
    assert client.get(reverse("assistance:contact")).status_code == 200


@pytest.mark.exigence("LOG-22")
def test_la_reponse_a_un_oubli_dit_que_faire_si_le_mail_n_arrive_pas(client):
    page = client.post(OUBLI, {"identifiant": "a", "mail": "a@exemple.fr"} | captcha_resolu(), follow=True)
    expediteur = "viennent de noreply@carsat-bfc.fr"
    for texte in ("vérifiez vos courriers indésirables et le mail saisi", "2 heures", "03 80 33 11 30", expediteur):
        assertContains(page, texte)

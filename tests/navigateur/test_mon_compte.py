"""A user looks after his own account: second factor, sessions, password; then forgets the password."""

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ppas.comptes.models import Utilisateur
from ppas.comptes.regles.totp import code_du_pas, pas_de
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel
from tests.captchas import captcha_de
from tests.conftest import Horloge
from tests.factories import RattachementFactory, code_totp
from tests.navigateur.gestes import se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]


@pytest.fixture
def utilisateur(transactional_db: None, horloge: Horloge) -> Utilisateur:
    return RattachementFactory(utilisateur__login="Alex7", utilisateur__nom="GRIZZI").utilisateur


@pytest.mark.exigence("PLU-13", "LOG-26")
def test_le_second_facteur_s_active_se_demande_et_les_sessions_se_ferment(  # noqa: PLR0917 -- fixtures
    page: Page,
    browser: Browser,
    browser_context_args: dict,
    utilisateur: Utilisateur,
    horloge: Horloge,
    capture: Capture,
    sans_defaut_axe: Axe,
) -> None:
    se_connecter(page, "Alex7")
    page.get_by_role("link", name="Mon compte").click()
    sans_defaut_axe(page)
    page.get_by_role("link", name="Activer le second facteur").click()
    sans_defaut_axe(page)
    capture(page, "activer-second-facteur")
    secret = base64.b32decode(page.locator("code").inner_text())
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_text("Ce code n’est pas celui que l’application doit montrer").first).to_be_visible()
    sans_defaut_axe(page)
    page.get_by_label("Code").fill(code_du_pas(secret, pas_de(maintenant())))
    page.get_by_role("button", name="Activer").click()
    expect(page.locator("code")).to_have_count(10)
    sans_defaut_axe(page)
    capture(page, "codes-de-secours")

    horloge.avancer(minutes=1)
    autre = browser.new_context(**browser_context_args).new_page()
    se_connecter(autre, "Alex7")
    sans_defaut_axe(autre)
    capture(autre, "code-de-connexion")
    autre.get_by_label("Code").fill(code_totp(utilisateur))
    autre.get_by_role("button", name="Valider").click()
    expect(autre.get_by_role("heading", name="Les services", level=1)).to_be_visible()

    page.goto("/comptes/mon-compte/")
    sans_defaut_axe(page)
    capture(page, "mon-compte")
    page.get_by_role("button", name="Fermer cette session").click()
    expect(page.get_by_text("La session a été fermée.")).to_be_visible()
    autre.goto("/comptes/mon-compte/")
    expect(autre.get_by_role("button", name="SE CONNECTER")).to_be_visible()


@pytest.mark.exigence("LOG-17", "LOG-20", "LOG-21")
def test_un_mot_de_passe_expire_puis_oublie(  # noqa: PLR0917 -- fixtures
    page: Page,
    utilisateur: Utilisateur,
    horloge: Horloge,
    travailler: Callable[[], None],
    capture: Capture,
    sans_defaut_axe: Axe,
) -> None:
    horloge.avancer(days=200)
    se_connecter(page, "Alex7")
    expect(page.get_by_text("Votre mot de passe arrive à expiration").first).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "mot-de-passe-expire")
    page.get_by_role("button", name="Déconnexion").click()

    page.goto("/comptes/mot-de-passe-oublie/")
    page.get_by_label("Identifiant").fill("Alex7")
    page.get_by_label("Mail de l’utilisateur").fill(utilisateur.mail)
    page.get_by_label("Saisir les caractères ici.").fill("faux")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vous n’avez pas saisi correctement le captcha.").first).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "mot-de-passe-oublie")
    page.get_by_label("Saisir les caractères ici.").fill(captcha_de(page.content()).reponse)
    page.get_by_label("Identifiant").press("Enter")
    expect(page.get_by_text("un mail contenant un mot de passe temporaire")).to_be_visible()
    travailler()
    assert "Mot de passe temporaire : " in Courriel.objects.latest("pk").corps

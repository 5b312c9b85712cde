"""« Gestion du mode déconnecté »: what the browser can do, the computers, taking everything away."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil
from tests.navigateur.hors_ligne.conftest import APPLICATION, CODE, GESTION, Poste


@pytest.mark.exigence("EVA-06", "EVA-15", "EVA-17")
def test_generer_enregistre_l_ordinateur_et_dit_ce_que_sait_faire_le_navigateur(
    poste: Poste, evaluateur: Utilisateur, sans_defaut_axe: Callable[[Page], None], capture: Callable[[Page, str], None]
) -> None:
    page = poste.page
    page.goto(GESTION)
    for capacite in ("Connexion sûre", "Fonctionnement sans Internet", "Stockage sur l’ordinateur", "Chiffrement"):
        expect(page.get_by_role("listitem").filter(has_text=capacite)).to_contain_text("Oui")
    expect(page.get_by_text("Place restante")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "mode-deconnecte")
    poste.generer()
    appareil = Appareil.objects.get()
    assert (appareil.nom, appareil.utilisateur, appareil.navigateur) == (
        "Portable du bureau",
        evaluateur,
        "Chrome sur Linux",
    )
    expect(page.get_by_role("row", name="Portable du bureau")).to_contain_text("Cet ordinateur")
    expect(page.get_by_text(appareil.version).first).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "mode-deconnecte-pret")


@pytest.mark.exigence("EVA-06", "EVA-15")
def test_une_question_du_navigateur_restee_sans_reponse_n_empeche_pas_de_generer(poste: Poste) -> None:
    page = poste.page
    page.clock.install()
    page.add_init_script("StorageManager.prototype.persist = () => new Promise(() => {})")
    page.goto(GESTION)
    page.get_by_label("Nom de cet ordinateur").fill("Portable du bureau")
    page.get_by_label("Code choisi").fill(CODE)
    page.get_by_label("Le même code, une seconde fois").fill(CODE)
    page.get_by_role("button", name="Générer le mode déconnecté").click()
    expect(page.get_by_role("status").filter(has_text="répondez « Autoriser »").last).to_be_visible()
    page.clock.fast_forward(30_000)
    expect(page.get_by_text("Le navigateur ne s’engage pas à garder ces données")).to_be_visible()
    page.evaluate("StorageManager.prototype.persist = async () => false")
    page.get_by_role("button", name="Demander la protection").click()
    expect(page.get_by_text("Le navigateur n’a pas accepté")).to_be_visible()


@pytest.mark.exigence("EVA-15", "EVA-16", "ACC-08")
@pytest.mark.parametrize(
    ("absence", "conseil"),
    [
        pytest.param("delete Navigator.prototype.serviceWorker", "dom.serviceWorkers.enabled", id="service-worker"),
        pytest.param("IDBFactory.prototype.open = () => { throw new Error() }", "navigation privée", id="indexeddb"),
        pytest.param("delete Crypto.prototype.subtle", "Mettez le navigateur à jour", id="webcrypto"),
    ],
)
def test_un_navigateur_qui_ne_peut_pas_est_averti_et_sait_quoi_faire(poste: Poste, absence: str, conseil: str) -> None:
    page = poste.page
    page.add_init_script(absence)
    page.goto(GESTION)
    expect(page.get_by_role("alert")).to_contain_text("Ce navigateur ne peut pas générer le mode déconnecté")
    expect(page.get_by_role("listitem").filter(has_text="Non").filter(has_text=conseil)).to_be_visible()
    expect(page.get_by_role("button", name="Générer le mode déconnecté")).to_have_count(0)


@pytest.mark.exigence("EVA-16")
def test_sans_javascript_la_page_dit_quoi_faire_et_retire_un_ordinateur_perdu(
    browser: Browser, live_server: LiveServer, poste: Poste, evaluateur: Utilisateur
) -> None:
    poste.generer()
    contexte = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")
    contexte.add_cookies(poste.contexte.cookies())
    page = contexte.new_page()
    page.goto(GESTION)
    expect(page.get_by_text("Internet Explorer ne convient pas")).to_be_visible()
    page.get_by_role("link", name="Ordinateur perdu ou à retirer").click()
    expect(page.get_by_text("illisible sans votre code")).to_be_visible()
    page.get_by_role("button", name="Retirer cet ordinateur").click()
    expect(page.get_by_text("a été retiré")).to_be_visible()
    expect(page.get_by_text("Aucun ordinateur", exact=True)).to_be_visible()
    assert Appareil.objects.get().retire_le
    contexte.close()
    poste.page.goto(GESTION)
    expect(poste.page.get_by_text("Cet ordinateur a été retiré de votre liste")).to_be_visible()


@pytest.mark.exigence("EVA-06")
def test_tout_retirer_demande_un_accord_et_ne_laisse_rien(pret: Poste) -> None:
    page = pret.page
    pret.aller("#commande/1/visite")
    page.get_by_label("Médecin traitant").fill("Docteur Blanc")
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    page.goto(GESTION)
    expect(page.get_by_text("1 évaluation n’a pas été envoyée et sera perdue")).to_be_visible()
    page.get_by_role("button", name="Tout retirer").click()
    expect(page.get_by_text("Cochez la case")).to_be_visible()
    page.get_by_label("Je confirme").check()
    page.get_by_role("button", name="Tout retirer").click()
    expect(page.get_by_text("a été retiré")).to_be_visible()
    assert Appareil.objects.get().retire_le
    restes = page.evaluate(
        """async () => [
          (await caches.keys()).length,
          (await indexedDB.databases()).filter(({ name }) => name === "ppas-hors-ligne" ).length,
          (await navigator.serviceWorker.getRegistrations()).length,
        ]"""
    )
    assert restes[0] == restes[2] == 0
    page.goto(APPLICATION)
    expect(page.get_by_role("heading", level=1)).to_have_text("Le mode déconnecté n’est pas généré ici")

"""Versions: a new one is brought whole, and takes its place only when nothing waits to be sent, or when asked."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from ppas.evaluations.regles import application as paquet
from ppas.evaluations.views.public.hors_ligne import application_servie
from tests.navigateur.hors_ligne.conftest import APPLICATION, GESTION, Poste


@pytest.fixture
def publier(settings: LazySettings) -> Callable[[], str]:
    """Return `publier()`: put another version on the server, and return its name."""

    def faire() -> str:
        settings.HORS_LIGNE_JOURS += 1
        application_servie.cache_clear()
        return application_servie().version

    return faire


def version_affichee(page: Page) -> str:
    return page.locator("footer").inner_text().rpartition("Version ")[2]


@pytest.mark.exigence("EVA-12")
def test_une_nouvelle_version_ne_remplace_pas_celle_qui_a_du_travail_a_envoyer(
    pret: Poste, publier: Callable[[], str]
) -> None:
    page = pret.page
    ancienne = version_affichee(page)
    pret.aller("#commande/1/visite")
    page.get_by_label("Médecin traitant").fill("Docteur Blanc")
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    nouvelle = publier()
    page = pret.redemarrer()  # all tabs closed: a plain worker would be replaced here
    pret.entrer(adresse="#commande/1/visite")
    expect(page.get_by_text("Une nouvelle version est prête")).to_be_visible()
    assert version_affichee(page) == ancienne
    page = pret.redemarrer()
    pret.contexte.set_offline(True)
    pret.entrer(adresse="#commande/1/visite")
    assert version_affichee(page) == ancienne
    page.get_by_role("button", name="L’utiliser maintenant").click()
    expect(page.get_by_label("Code du mode déconnecté")).to_be_visible()
    assert version_affichee(page) == nouvelle
    pret.entrer(adresse="#commande/1/visite")
    expect(page.get_by_label("Médecin traitant")).to_have_value("Docteur Blanc")


@pytest.mark.exigence("EVA-12")
def test_sans_rien_a_envoyer_la_nouvelle_version_prend_la_place_a_l_ouverture(
    pret: Poste, publier: Callable[[], str]
) -> None:
    nouvelle = publier()
    page = pret.redemarrer()
    page.goto(APPLICATION)
    expect(page.locator("footer")).to_contain_text(nouvelle)
    pret.entrer()
    expect(page.get_by_role("link", name="DURANDCANARI")).to_be_visible()


@pytest.mark.exigence("EVA-06")
def test_un_fichier_qui_manque_fait_echouer_l_installation_et_le_dit(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    servie = application_servie()
    monkeypatch.setitem(servie.fichiers, "duree.js", paquet.Fichier("duree.js", b"// not what the worker expects"))
    page = poste.page
    page.route("**/hors-ligne/duree.js", lambda route: route.fulfill(path=paquet.DOSSIER / "duree.js"))
    page.goto(GESTION)
    page.get_by_label("Nom de cet ordinateur").fill("Portable")
    page.get_by_label("Code choisi").fill("cerise7 bleu")
    page.get_by_label("Le même code, une seconde fois").fill("cerise7 bleu")
    page.get_by_role("button", name="Générer le mode déconnecté").click()
    expect(page.get_by_role("alert")).to_contain_text("n’a pas pu être copiée en entier")
    expect(page.get_by_label("Nom de cet ordinateur")).to_have_value("Portable")
    caches = page.evaluate("async () => (await caches.keys()).filter((nom) => nom.includes('-v-'))")
    assert caches == []
    application_servie.cache_clear()

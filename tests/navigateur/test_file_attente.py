"""The queue of the caisse in a real browser: comparison, correction, decisions, a convention changed."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.factories import (
    AgentFactory,
    ConventionEmiseFactory,
    ConventionFactory,
    PreinscriptionFactory,
)


@pytest.fixture
def regional(transactional_db: None, client: Client, page: Page) -> Page:
    """The page of a regional administrator, signed in."""
    client.force_login(AgentFactory(administrateur=True).utilisateur)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}])
    return page


@pytest.mark.exigence("CAI-02", "CAI-04", "CAI-07", "PLU-12", "CON-11")
def test_la_caisse_compare_fait_corriger_decide_et_modifie(
    regional: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    ConventionEmiseFactory(code="757300", nom="Association Ciel Gris")
    PreinscriptionFactory(code_convention="757300")
    PreinscriptionFactory(nom_partenaire="Soleil")
    ConventionFactory(code="AMD2123")
    page = regional
    page.goto("/partenaires/a-valider/")
    sans_defaut_axe(page)
    capture(page, "file-attente")
    page.get_by_label("Partenaire, code convention ou login").fill("ciel")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_text("Soleil")).to_have_count(0)
    page.get_by_role("link", name="Examiner").click()
    expect(page.get_by_role("row").filter(has_text="Nom partenaire")).to_contain_text("différent")
    page.get_by_label("Ce qui est à corriger").fill("Le nom n’est pas celui de la convention.")
    sans_defaut_axe(page)
    capture(page, "preinscription-comparee")
    page.get_by_role("button", name="Demander une correction").click()
    expect(page.get_by_role("row").filter(has_text="Ciel Bleu")).to_contain_text("correction demandée")
    page.get_by_role("row").filter(has_text="Ciel Bleu").get_by_role("link").click()
    sans_defaut_axe(page)
    page.get_by_label("Motif de l’invalidation").fill("Sans réponse.")
    page.get_by_role("button", name="Invalider").click()
    page.get_by_role("link", name="Préinscriptions décidées").click()
    expect(page.get_by_role("row").filter(has_text="Ciel Bleu")).to_contain_text("Sans réponse.")
    sans_defaut_axe(page)
    page.get_by_role("link", name="Conventions décidées").click()
    capture(page, "conventions-decidees")
    page.get_by_role("row").filter(has_text="AMD2123").get_by_role("link").click()
    page.get_by_label("Code convention").fill("AMD2124")
    sans_defaut_axe(page)
    capture(page, "convention-modifiee")
    page.get_by_role("button", name="Enregistrer la modification").click()
    expect(page.get_by_role("heading", name="Convention n° AMD2124")).to_be_visible()

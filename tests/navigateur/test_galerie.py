"""The gallery of components in a browser: axe finds nothing, nothing scrolls sideways, down to 320 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.navigateur.test_toutes_les_pages import defauts, preparer


@pytest.mark.exigence("ACC-01")
@pytest.mark.django_db(transaction=True)
def test_chaque_composant_reste_lisible_et_utilisable(page: Page, capture: Callable[[Page, str], None]) -> None:
    preparer(page.context)
    page.goto("/demo/composants/")
    capture(page, "composants")
    assert list(defauts(page)) == []

"""What the keyboard reaches shows it, on every kind of control."""

import pytest
from playwright.sync_api import Page

CONTOUR = """() => {
    const actif = document.activeElement, style = getComputedStyle(actif);
    return [actif.tagName, `${style.outlineStyle} ${style.outlineWidth}`];
}"""


@pytest.mark.django_db(transaction=True)
def test_le_champ_ou_le_bouton_ou_l_on_est_se_voit(page: Page) -> None:
    page.goto("/comptes/connexion/")
    vus: dict[str, set[str]] = {}
    for _ in range(25):
        page.keyboard.press("Tab")
        balise, contour = page.evaluate(CONTOUR)
        if balise == "BODY":
            break
        vus.setdefault(balise, set()).add(contour)
    assert vus == {balise: {"solid 3px"} for balise in ("A", "INPUT", "BUTTON")}

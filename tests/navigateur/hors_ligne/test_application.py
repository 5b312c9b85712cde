"""The offline application from its generation to an evaluation that is done, without a network."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.hors_ligne.conftest import Poste


@pytest.mark.exigence("EVA-06", "EVA-14")
def test_l_application_s_ouvre_sans_reseau_dans_un_nouveau_navigateur(pret: Poste) -> None:
    page = pret.redemarrer()
    pret.contexte.set_offline(True)
    pret.entrer()
    expect(page.get_by_role("link", name="DURANDCANARI JEANNECANARI")).to_be_visible()
    expect(page.get_by_text("Hors connexion")).to_be_visible()
    page.get_by_role("link", name="DURANDCANARI JEANNECANARI").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_label("Visite effectuée par").fill("Claire Martin")
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    expect(page).to_have_title(
        "(1 à envoyer) Identité et visite, évaluation de la commande n° EV202600001"
        " - Évaluations hors ligne - Partenaires Action Sociale"
    )
    page = pret.redemarrer()
    pret.contexte.set_offline(True)
    pret.entrer(adresse="#commande/1/visite")
    expect(page.get_by_label("Visite effectuée par")).to_have_value("Claire Martin")

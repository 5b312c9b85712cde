"""O5: whoever takes the computer reads nobody's name: the whole profile folder is searched for what was typed."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.hors_ligne.conftest import CANARIS, CODE, Poste
from tests.navigateur.hors_ligne.profil import trouves

SAISI = "CHUTECANARI"


def remplir(poste: Poste) -> None:
    poste.aller("#commande/1/observations")
    champ = poste.page.get_by_role("textbox", name="Observations")
    champ.press_sequentially(f"{SAISI} dans la cuisine")
    champ.blur()
    expect(poste.page.get_by_text("Enregistré à")).to_be_visible()


@pytest.mark.exigence("PLU-15", "EVA-14")
def test_le_profil_vole_ne_montre_aucune_donnee_en_clair(pret: Poste) -> None:
    remplir(pret)
    mots = [*CANARIS.values(), SAISI, CODE]
    assert trouves(pret.profil, mots) == []  # while it is open
    pret.tuer()
    assert trouves(pret.profil, mots) == []
    pret.ouvrir()
    pret.entrer()
    pret.fermer()
    assert trouves(pret.profil, mots) == []
    pret.ouvrir()


def test_temoin_ce_qui_n_est_pas_chiffre_se_trouve_dans_le_profil(pret: Poste) -> None:
    pret.page.evaluate(
        """async () => {
          const { session } = await import("/hors-ligne/session.js");
          await session.stockage.regler("essai", "EN CLAIR CANARI");
        }"""
    )
    pret.fermer()
    assert trouves(pret.profil, ["EN CLAIR CANARI", "Portable du bureau"]) != []
    pret.ouvrir()

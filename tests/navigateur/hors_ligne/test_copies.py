"""Sealed copies: a file that holds nothing in clear, and gives everything back elsewhere with the code."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ppas.comptes.models import Utilisateur
from tests.navigateur.hors_ligne.conftest import APPLICATION, CANARIS, CODE, Poste

pytestmark = pytest.mark.exigence("PLU-15")
SAISI = "CHUTECANARI"


@pytest.fixture
def copie(pret: Poste, tmp_path: Path) -> Path:
    """A copy, in a file, of an evaluation begun."""
    page = pret.page
    pret.aller("#commande/1/observations")
    page.get_by_role("textbox", name="Observations").fill(SAISI)
    expect(page.get_by_text("Enregistré à")).to_be_visible()  # what the saving adds may move the button
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("button", name="Enregistrer une copie").click()
    expect(page.get_by_text("Copie enregistrée : evaluations-")).to_be_visible()
    assert telechargement.value.suggested_filename.endswith(".ppas")
    fichier = tmp_path / "copie.ppas"
    telechargement.value.save_as(fichier)
    return fichier


def restaurer(poste: Poste, fichier: Path, code: str = CODE) -> None:
    poste.page.get_by_label("Fichier de la copie (.ppas)").set_input_files(fichier)
    poste.page.get_by_label("Code de la copie").fill(code)
    poste.page.get_by_role("button", name="Restaurer").click()


def test_une_copie_ne_contient_rien_en_clair(copie: Path) -> None:
    contenu = copie.read_text()
    assert [mot for mot in [*CANARIS.values(), SAISI, CODE] if mot in contenu] == []


@pytest.mark.exigence("EVA-09", "EVA-10")
def test_une_copie_se_restaure_sur_un_autre_ordinateur_avec_son_code(
    copie: Path, nouveau_poste: Callable[[str], Poste], evaluateur: Utilisateur
) -> None:
    autre = nouveau_poste("autre")
    autre.connecter(evaluateur)
    autre.generer("un autre code")
    autre.entrer("un autre code", adresse="#copies")
    restaurer(autre, copie, "pas le bon")
    expect(autre.page.get_by_text("Ce code n’ouvre pas cette copie")).to_be_visible()
    restaurer(autre, copie)
    expect(autre.page.get_by_text("1 évaluation a été restaurée")).to_be_visible()
    autre.redemarrer()
    autre.entrer("un autre code", adresse="#commande/1/observations")
    expect(autre.page.get_by_role("textbox", name="Observations")).to_have_value(SAISI)


def test_apres_cinq_codes_faux_une_copie_rouvre_l_ordinateur(pret: Poste, copie: Path) -> None:
    page = pret.page
    page.goto("about:blank")
    page.goto(APPLICATION)
    for suite in ("reste 4", "reste 3", "reste 2", "reste 1", "La clé a été effacée"):
        page.get_by_label("Code du mode déconnecté").fill("pas le bon")
        page.get_by_role("button", name="Ouvrir").click()
        expect(page.get_by_text(suite)).to_be_visible()
    restaurer(pret, copie)
    expect(page.get_by_role("link", name="DURANDCANARI")).to_be_visible()
    pret.aller("#commande/1/observations")
    expect(page.get_by_role("textbox", name="Observations")).to_have_value(SAISI)
    pret.entrer()


def test_un_fichier_qui_n_est_pas_une_copie_est_refuse_sans_rien_changer(pret: Poste, tmp_path: Path) -> None:
    faux = tmp_path / "faux.ppas"
    for contenu in ("", "{}", "[]", '{"format": "ppas-1"}', "PDF", '{"format": "ppas-9"}'):
        faux.write_text(contenu)
        pret.aller("#copies")
        restaurer(pret, faux)
        expect(pret.page.get_by_text("Ce n’est pas une copie du mode déconnecté")).to_be_visible()
        pret.aller("#commandes")
        expect(pret.page.get_by_role("link", name="DURANDCANARI")).to_be_visible()

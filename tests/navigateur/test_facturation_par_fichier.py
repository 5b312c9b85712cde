"""« Facturation par fichier » as a partner uses it: names, check without sending, several files, progress, report."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ppas.facturation.models import Depot
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.conftest import Horloge
from tests.factories import RattachementFactory
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, document
from tests.navigateur.gestes import se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]

PAGE = "/facturation/fichiers/"


@pytest.fixture
def expediteur(transactional_db: None, horloge: Horloge) -> Expediteur:
    """The sender of the examples, and four persons more."""
    expediteur = Expediteur()
    RattachementFactory(
        partenaire=expediteur.convention.partenaire, utilisateur__login="Camille21", administrateur=True
    )
    expediteur.accorder(4)
    return expediteur


@pytest.fixture
def ranger(tmp_path: Path) -> Callable[[str, str], str]:
    """Return `ranger(nom, contenu)`: write a file on the partner's computer, and give its path."""

    def ecrire(nom: str, contenu: str) -> str:
        chemin = tmp_path / nom
        chemin.write_text(contenu)
        return str(chemin)

    return ecrire


def ouvrir(page: Page) -> Locator:
    """Sign in, open the page, and return the field of the files."""
    se_connecter(page, "Camille21")
    page.goto(PAGE)
    return page.get_by_label("Fichiers de facturation")


@pytest.mark.exigence("PLU-01", "FIL-08")
def test_un_fichier_se_controle_au_clavier_sans_etre_envoye(
    page: Page, expediteur: Expediteur, ranger: Callable[[str, str], str], capture: Capture, sans_defaut_axe: Axe
) -> None:
    champ = ouvrir(page)
    page.get_by_text("Comment nommer mon fichier").click()
    expect(page.get_by_text("03_21231300_202610.xml").first).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "fichiers-noms")
    chemin = ranger(NOM_AMD, document([1, 2, 1, 3], faux=(4,)))
    champ.set_input_files(chemin)
    champ.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Contrôler sans envoyer")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Contrôle sans envoi : {NOM_AMD}")
    expect(page.locator("article.anomalie")).to_have_count(2)
    sans_defaut_axe(page)
    capture(page, "fichiers-controle")
    page.get_by_label("Fichier de facturation").set_input_files(chemin)
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("button", name="Télécharger les anomalies (CSV)").click()
    assert len(Path(telechargement.value.path()).read_text().splitlines()) == 3
    assert not Depot.objects.exists()


@pytest.mark.exigence("FIL-01", "FIL-13", "ANO-09", "PLU-05")
def test_plusieurs_fichiers_s_envoient_se_suivent_et_se_relisent(
    page: Page, expediteur: Expediteur, ranger: Callable[[str, str], str], capture: Capture, sans_defaut_axe: Axe
) -> None:
    champ = ouvrir(page)
    champ.set_input_files(
        [
            ranger(NOM_AMD, document([1, 2, 3], faux=(2,))),
            ranger(NOM_2, DOCUMENT_2),
            ranger("facture.xml", DOCUMENT_AMD),
        ]
    )
    expect(page.locator("form li")).to_have_count(3)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_text("3 fichiers reçus : 2 en cours de traitement")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "fichiers-envoi")
    for depot in Depot.objects.ouverts().order_by("pk"):
        traiter(depot.pk)
    expect(page.get_by_role("status")).to_have_text("Traitement terminé. Tous les fichiers de cet envoi sont traités.")
    expect(page.get_by_text("3 fichiers reçus : tous sont traités.")).to_be_visible()
    sans_defaut_axe(page)
    page.get_by_role("link", name=NOM_AMD).click()
    page.get_by_label("Code", exact=True).select_option("L13")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator("article.anomalie")).to_have_count(1)
    expect(page.locator("article.anomalie .etat")).to_have_text("À corriger")
    sans_defaut_axe(page)
    capture(page, "fichiers-rapport")
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("link", name="Accusé de dépôt (JSON)").click()
    accuse = json.loads(Path(telechargement.value.path()).read_text())
    assert (accuse["fichier"]["nom"], accuse["lignes"]["acceptees"]) == (NOM_AMD, 2)
    page.goto(PAGE)
    expect(page.locator("[data-en-cours]")).to_have_count(0)
    page.get_by_label("État").select_option("Refusé")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("row")).to_have_count(2)
    capture(page, "fichiers-liste")
    sans_defaut_axe(page)


def test_l_avancement_s_estime_et_s_annonce_sans_bavardage(page: Page, expediteur: Expediteur) -> None:
    ouvrir(page)
    depot = Depot.objects.filter(pk=expediteur.deposer().pk)
    depot.update(nb_lignes_lues=10, nb_lignes_annoncees=100)
    page.goto(f"{PAGE}{depot.get().pk}/")
    annonce = page.get_by_role("status")
    actualiser = page.get_by_role("link", name="Actualiser la page")
    actualiser.focus()
    depot.update(nb_lignes_lues=30)
    expect(annonce).to_have_text("25 % des lignes sont contrôlées.")
    depot.update(nb_lignes_lues=60)
    expect(annonce).to_have_text("50 % des lignes sont contrôlées.")
    expect(page.get_by_text("Temps restant estimé : moins d’une minute.")).to_be_visible()
    expect(actualiser).to_be_focused()
    traiter(depot.get().pk)
    expect(annonce).to_have_text("Traitement terminé. Toutes les lignes sont acceptées : 1 ligne.")
    expect(page.get_by_role("heading", name="Anomalies de facturation")).to_be_visible()


def test_la_liste_des_fichiers_suit_ceux_qui_sont_en_cours(page: Page, expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    ouvrir(page)
    expect(page.get_by_role("cell", name="Reçu")).to_be_visible()
    traiter(depot.pk)
    expect(page.get_by_role("cell", name="Traité")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Traitement terminé. Tous les fichiers affichés sont traités.")


def test_tout_se_fait_sans_javascript(
    browser: Browser, browser_context_args: dict, expediteur: Expediteur, ranger: Callable[[str, str], str]
) -> None:
    contexte = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = contexte.new_page()
    champ = ouvrir(page)
    champ.set_input_files([ranger(NOM_AMD, DOCUMENT_AMD), ranger("facture.xml", DOCUMENT_AMD)])
    page.get_by_role("button", name="Envoyer", exact=True).click()
    traiter(Depot.objects.ouverts().get().pk)
    page.get_by_role("link", name="Actualiser la page").click()
    expect(page.get_by_text("2 fichiers reçus : tous sont traités.")).to_be_visible()
    contexte.close()

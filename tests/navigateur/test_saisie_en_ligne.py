"""The on-line month in a real browser: saved by itself, two people on a page, a session that ends, the keyboard."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.socle.horloge import aujourd_hui
from tests.factories import (
    MOT_DE_PASSE,
    BeneficiaireFactory,
    ConventionFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    TarifFactory,
    UtilisateurFactory,
)
from tests.navigateur.gestes import connecter

pytestmark = pytest.mark.exigence("INV-02", "INV-04", "INV-05")


@pytest.fixture
def formulaire(transactional_db: None) -> Formulaire:
    """Last month's form, for two persons with 15,50 hours each."""
    TarifFactory()
    convention = ConventionFactory()
    dernier = aujourd_hui().replace(day=1)
    echeance = date(dernier.year - (dernier.month == 1), (dernier.month - 2) % 12 + 1, 1)
    for nom in ("ADAM", "BLANC"):
        PriseEnChargeFactory(
            convention=convention,
            beneficiaire=BeneficiaireFactory(nom=nom, nom_recherche=nom.lower()),
            debut=date(2020, 1, 1),
            fin=date(2099, 12, 31),
        )
    return ouvrir_formulaire(convention, echeance, par=personne(convention, "Julien"))


def personne(convention, prenom: str) -> Utilisateur:
    utilisateur = UtilisateurFactory(prenom=prenom, nom="PETIT")
    return RattachementFactory(partenaire=convention.partenaire, utilisateur=utilisateur).utilisateur


@pytest.fixture
def saisie(formulaire: Formulaire, page: Page) -> Page:
    """The form on the screen of Camille, of the same structure."""
    connecter(page.context, personne(formulaire.convention, "Camille"))
    page.goto(f"/facturation/formulaires/{formulaire.pk}/")
    return page


def heures(page: Page, nom: str):
    return page.get_by_label(f"Heures jours ouvrables, {nom}")


def enregistrees(formulaire: Formulaire) -> list[int | None]:
    return list(LigneFormulaire.objects.filter(formulaire=formulaire).values_list("ouvrables_centiemes", flat=True))


def test_la_saisie_s_enregistre_seule_et_se_juge_sans_perdre_la_place(
    formulaire: Formulaire, saisie: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    champ = heures(saisie, "ADAM")
    champ.focus()
    saisie.keyboard.type("18h30")
    expect(saisie.get_by_text("Enregistré à")).to_be_visible()
    expect(saisie.get_by_text("L07")).to_be_visible()
    expect(champ).to_be_focused()
    expect(champ).to_have_value("18h30")
    assert enregistrees(formulaire) == [1850, None]
    sans_defaut_axe(saisie)
    capture(saisie, "saisie-avis")
    champ.focus()
    saisie.keyboard.press("Control+A")
    saisie.keyboard.type("14,5")
    saisie.keyboard.press("Tab")  # leaving the field saves at once
    expect(saisie.get_by_text("L07")).to_be_hidden()
    expect(champ).to_have_value("14,50")
    expect(saisie.locator("tfoot").get_by_text("349,74 €")).to_be_visible()
    assert enregistrees(formulaire) == [1450, None]


def test_quitter_la_page_enregistre(formulaire: Formulaire, saisie: Page) -> None:
    champ = heures(saisie, "BLANC")
    champ.focus()
    saisie.keyboard.type("7")
    saisie.goto("/services/")  # at once: the page that goes away sends what was typed
    for _ in range(50):
        if enregistrees(formulaire) == [None, 700]:
            break
        saisie.wait_for_timeout(100)
    saisie.reload()
    saisie.get_by_role("link", name="Compléter").click()  # the tile that says that a form waits
    saisie.get_by_role("link", name="Continuer").click()
    expect(heures(saisie, "BLANC")).to_have_value("7,00")


def test_deux_personnes_sur_un_champ_ne_perdent_rien(
    formulaire: Formulaire,
    saisie: Page,
    capture: Callable[[Page, str], None],
    sans_defaut_axe: Callable[[Page], None],
) -> None:
    julien = personne(formulaire.convention, "Julien")
    enregistrer_formulaire(formulaire, {formulaire.lignes.first().pk: {"ouvrables_centiemes": 800}}, par=julien)
    champ = heures(saisie, "ADAM")
    champ.focus()
    saisie.keyboard.type("9")
    expect(saisie.get_by_text("Non enregistré : un champ a été modifié par une autre personne")).to_be_visible()
    expect(saisie.get_by_text("Modifié par Julien PETIT")).to_be_visible()
    assert enregistrees(formulaire) == [800, None]
    sans_defaut_axe(saisie)
    capture(saisie, "saisie-conflit")
    champ.focus()
    saisie.keyboard.type(",5")  # goes on typing: still no answer to the conflict
    expect(saisie.get_by_text("Mettre 9,50 h")).to_be_visible()
    assert enregistrees(formulaire) == [800, None]
    for _ in range(2):  # the other field of the line, or the choice: whichever comes first is reached by Tab
        saisie.keyboard.press("Tab")
        if saisie.evaluate("document.activeElement.type") == "radio":
            break
    saisie.keyboard.press("ArrowDown")
    expect(saisie.get_by_text("Enregistré à")).to_be_visible()
    expect(saisie.get_by_text("Modifié par")).to_be_hidden()
    expect(champ).to_have_value("9,50")
    assert enregistrees(formulaire) == [950, None]


def test_une_session_perdue_garde_la_saisie_dans_la_page(
    formulaire: Formulaire, saisie: Page, browser: Browser, sans_defaut_axe: Callable[[Page], None]
) -> None:
    Session.objects.all().delete()
    champ = heures(saisie, "ADAM")
    champ.focus()
    saisie.keyboard.type("9")
    expect(saisie.get_by_text("votre session est terminée")).to_be_visible()
    sans_defaut_axe(saisie)
    saisie.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(champ).to_have_value("9")  # nothing left
    with saisie.context.expect_page() as ouverture:
        saisie.get_by_role("link", name="Reconnectez-vous dans un nouvel onglet").click()
    onglet = ouverture.value
    onglet.get_by_label("Identifiant").fill(Utilisateur.objects.get(prenom="Camille").login)
    onglet.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    onglet.get_by_role("main").get_by_role("button", name="SE CONNECTER").click()
    expect(onglet.get_by_role("heading", level=1)).to_contain_text("Facturation en ligne")
    onglet.close()
    saisie.bring_to_front()
    saisie.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(saisie.get_by_text("Enregistré à")).to_be_visible()
    assert enregistrees(formulaire) == [900, None]


def test_des_cookies_effaces_terminent_la_session(formulaire: Formulaire, saisie: Page) -> None:
    saisie.context.clear_cookies()
    heures(saisie, "ADAM").focus()
    saisie.keyboard.type("9")
    expect(saisie.get_by_text("votre session est terminée")).to_be_visible()


def test_un_formulaire_valide_entre_temps_dit_ce_qui_manque(
    formulaire: Formulaire, saisie: Page, sans_defaut_axe: Callable[[Page], None]
) -> None:
    julien = personne(formulaire.convention, "Julien")
    enregistrer_formulaire(formulaire, {formulaire.lignes.first().pk: {"ouvrables_centiemes": 800}}, par=julien)
    valider_formulaire(formulaire, par=julien)
    heures(saisie, "BLANC").focus()
    saisie.keyboard.type("5")
    expect(saisie.get_by_role("heading", name="Ce formulaire a été validé entre-temps")).to_be_visible()
    expect(saisie.get_by_text("vous avez saisi 5,00 h")).to_be_visible()
    expect(heures(saisie, "BLANC")).to_have_value("5")
    sans_defaut_axe(saisie)


@pytest.mark.exigence("INV-03", "INV-06", "INV-08", "INV-09")
def test_le_mois_entier_au_clavier(
    formulaire: Formulaire, saisie: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    champ = heures(saisie, "ADAM")
    champ.focus()
    saisie.keyboard.type("14 h 30")
    saisie.get_by_role("button", name="Barrer BLANC").focus()
    saisie.keyboard.press("Enter")
    expect(saisie.get_by_text("Elle ne sera ni facturée, ni présentée le mois prochain.")).to_be_visible()
    expect(heures(saisie, "BLANC")).to_be_disabled()
    sans_defaut_axe(saisie)
    capture(saisie, "saisie-barree")
    saisie.get_by_role("button", name="Annuler").focus()
    saisie.keyboard.press("Enter")
    expect(heures(saisie, "BLANC")).to_be_enabled()
    saisie.get_by_role("button", name="Valider").focus()
    saisie.keyboard.press("Enter")
    expect(saisie.get_by_role("heading", level=1)).to_contain_text("Récapitulatif")
    expect(saisie.get_by_role("link", name="Récapitulatif (pdf)", exact=True)).to_be_visible()
    sans_defaut_axe(saisie)
    capture(saisie, "saisie-recapitulatif")
    saisie.get_by_role("button", name="Annuler").focus()
    saisie.keyboard.press("Enter")
    expect(heures(saisie, "ADAM")).to_have_value("14,50")

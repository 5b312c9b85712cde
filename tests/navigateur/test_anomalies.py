"""A whole round in two browsers: a refused line corrected and sent again; a double by post, that the caisse accepts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ppas.caisses.models import Agent
from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Courrier, LigneFacture
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.conftest import Horloge
from tests.factories import AgentFactory, RattachementFactory, code_totp
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur
from tests.navigateur.gestes import ouvrir_service, se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]
TROP = DOCUMENT_AMD.replace("<qt-ouvrables>14.00", "<qt-ouvrables>24.00").replace("15.50<", "25.50<")
"""The reference file with more hours than is granted."""


@pytest.fixture
def expediteur(transactional_db: None, horloge: Horloge) -> Expediteur:
    """A home-help structure whose user is `cmorel`."""
    envoyeur = Expediteur()
    Utilisateur.objects.filter(pk=envoyeur.utilisateur.pk).update(login="cmorel")
    RattachementFactory(utilisateur=envoyeur.utilisateur, partenaire=envoyeur.convention.partenaire)
    return envoyeur


@pytest.fixture
def agent(expediteur: Expediteur) -> Agent:
    return AgentFactory(caisse=expediteur.convention.caisse, utilisateur__login="mpetit")


@pytest.fixture
def page_caisse(browser: Browser, browser_context_args: dict) -> Page:
    """The browser of the caisse's agent: another computer, another session."""
    contexte = browser.new_context(**browser_context_args)
    contexte.set_default_timeout(10_000)
    return contexte.new_page()


@pytest.mark.exigence("ANO-01", "ANO-04", "ANO-09", "ANO-10")
def test_une_ligne_refusee_se_corrige_et_repart(
    page: Page, expediteur: Expediteur, capture: Capture, sans_defaut_axe: Axe
) -> None:
    expediteur.envoyer(TROP)
    se_connecter(page, "cmorel")
    ouvrir_service(page, "Anomalies de facturation et de report")
    sans_defaut_axe(page)
    capture(page, "anomalies-de-facturation")
    page.get_by_role("link", name=re.compile("^Corriger et refacturer")).click()
    heures = page.get_by_label("Heures jours ouvrables")
    expect(heures).to_have_accessible_description(re.compile("20,00.h accordées"))
    heures.fill("30")
    page.get_by_role("button", name="Contrôler").click()
    expect(page.get_by_role("status")).to_contain_text("0 ligne sur 1")
    sans_defaut_axe(page)
    capture(page, "corriger-et-refacturer")
    page.get_by_label("Heures jours ouvrables").fill("14,00")
    page.get_by_role("button", name="Refacturer").click()
    expect(page.get_by_text("1 ligne est refacturée.")).to_be_visible()
    sans_defaut_axe(page)
    assert LigneFacture.objects.get().ouvrables_centiemes == 1400


@pytest.mark.exigence("ANO-05", "ANO-06", "ANO-07", "PLU-07", "CAI-14")
def test_un_double_va_par_courrier_et_la_caisse_l_accepte(  # noqa: PLR0917 -- fixtures
    page: Page, page_caisse: Page, expediteur: Expediteur, agent: Agent, capture: Capture, sans_defaut_axe: Axe
) -> None:
    expediteur.envoyer(DOCUMENT_AMD, NOM_AMD)
    expediteur.envoyer(DOCUMENT_2, NOM_2)
    se_connecter(page, "cmorel")
    ouvrir_service(page, "Anomalies de facturation et de report")
    page.get_by_role("link", name="Ce qui reste à envoyer").click()
    sans_defaut_axe(page)
    capture(page, "ce-qui-reste-a-envoyer")
    page.get_by_role("checkbox", name=re.compile("DURAND Jeanne")).check()
    page.get_by_role("button", name="Annoncer le courrier").click()
    expect(page.get_by_text("Un courrier est annoncé")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "courriers")
    numero = Courrier.objects.get().numero
    _accepter(page_caisse, agent, numero, capture, sans_defaut_axe)
    page.reload()
    expect(page.get_by_text("Accepté", exact=True)).to_be_visible()
    assert LigneFacture.objects.filter(courrier__isnull=False).count() == 1


def _accepter(page: Page, agent: Agent, numero: str, capture: Capture, axe: Axe) -> None:
    """The caisse finds the letter by its number, sees why it came, and accepts it all the same."""
    se_connecter(page, "mpetit")
    page.get_by_label("Code").fill(code_totp(agent.utilisateur))
    page.get_by_role("button", name="Valider").click()
    ouvrir_service(page, "Courriers")
    page.get_by_label("Numéro").fill(numero)
    page.get_by_role("button", name="Filtrer").click()
    axe(page)
    capture(page, "caisse-courriers")
    page.get_by_role("link", name=numero).click()
    debut = page.get_by_role("textbox", name="Du", exact=True)
    expect(debut).to_have_accessible_description(re.compile("déjà facturée"))
    axe(page)
    capture(page, "caisse-courrier")
    page.get_by_role("button", name="Accepter malgré les avertissements").click()
    expect(page.get_by_text("est accepté : enregistrement n°")).to_be_visible()
    axe(page)

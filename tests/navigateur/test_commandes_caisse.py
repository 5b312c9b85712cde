"""« Commandes d’évaluation » of a caisse in a real browser: place an order, find it, postpone it, withdraw it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ppas.caisses.models import Agent
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande
from ppas.socle.horloge import aujourd_hui
from tests.factories import MOT_DE_PASSE, AgentFactory, CommandeFactory, ConventionFactory
from tests.factories.comptes import code_totp
from tests.factories.prises_en_charge import nir_de_femme

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]


@pytest.fixture
def agent(transactional_db: None) -> Agent:
    """An agent whose caisse has a late order."""
    convention = ConventionFactory(
        code="EVA1", type_partenaire__code="evaluation", partenaire__nom="Évaluer à domicile 21"
    )
    le = aujourd_hui()
    CommandeFactory(
        convention=convention,
        numero="EV1",
        date_commande=le - timedelta(days=40),
        date_limite=le - timedelta(days=10),
    )
    return AgentFactory(caisse=convention.caisse, utilisateur__login="mpetit")


def se_connecter(page: Page, agent: Agent) -> None:
    page.goto("/comptes/connexion/")
    page.get_by_label("Identifiant").fill("mpetit")
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="SE CONNECTER").click()
    page.get_by_label("Code").fill(code_totp(agent.utilisateur))
    page.get_by_role("button", name="Valider").click()
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Commandes d’évaluation", exact=True).click()


@pytest.mark.exigence("CAI-08")
def test_une_caisse_passe_une_commande_la_reporte_et_l_annule(
    page: Page, agent: Agent, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, agent)
    sans_defaut_axe(page)
    capture(page, "caisse-commandes")
    page.get_by_role("link", name="1 en retard").click()
    expect(page.get_by_text("En retard de 10 jours")).to_be_visible()
    page.get_by_role("link", name="Passer une commande").click()
    page.get_by_label("N° de commande").fill("EV2")
    page.get_by_label("Structure d’évaluation").select_option(label="Évaluer à domicile 21 – EVA1")
    page.get_by_label("N° de sécurité sociale").fill(nir_de_femme(2))
    page.get_by_label(re.compile("^Nom")).fill("Petit")
    page.get_by_role("button", name="Passer la commande").click()
    expect(page.get_by_role("heading", name="champs sont à corriger")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "caisse-commande-erreurs")
    for champ, valeur in (
        ("Prénom", "Odette"),
        ("Date de naissance", "1938-02-01"),
        ("Adresse", "5 rue Verte"),
        ("Code postal", "21000"),
        ("Commune", "DIJON"),
    ):
        page.get_by_label(champ).fill(valeur)
    page.get_by_role("button", name="Passer la commande").click()
    expect(page.get_by_text("La commande n° EV2 est passée")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "caisse-commande")
    page.get_by_role("link", name="Changer le délai").click()
    page.get_by_label("À rendre avant le").fill(f"{aujourd_hui() + timedelta(days=45)}")
    page.get_by_role("button", name="Changer le délai").click()
    expect(page.get_by_text("Dans 45 jours")).to_be_visible()
    page.get_by_role("link", name="Annuler la commande").click()
    sans_defaut_axe(page)
    capture(page, "caisse-commande-annuler")
    page.get_by_label("Motif de l’annulation").fill("Entrée en établissement")
    page.get_by_role("button", name="Annuler cette commande").click()
    expect(page.get_by_text("Entrée en établissement")).to_be_visible()
    assert Commande.objects.get(numero="EV2").etat == EtatCommande.ANNULEE

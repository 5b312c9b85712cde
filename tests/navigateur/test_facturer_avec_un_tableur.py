"""A month is downloaded, filled in a spreadsheet, sent back, confirmed and validated; its slip is then compared."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ppas.facturation.models import LigneFacture
from ppas.partenaires.models import Convention
from tests.conftest import Horloge
from tests.factories import ConventionFactory, PriseEnChargeFactory, RattachementFactory, TarifFactory
from tests.factories.paiements import BordereauFactory, LignePaiementFactory
from tests.facturation.tableurs import remplir
from tests.navigateur.gestes import se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]


@pytest.fixture
def convention(transactional_db: None, horloge: Horloge) -> Convention:
    """A home-help convention with three beneficiaries, and its user `Julien21`."""
    TarifFactory()
    convention = ConventionFactory()
    RattachementFactory(partenaire=convention.partenaire, utilisateur__login="Julien21")
    for nom in ("BERNARD", "DURAND", "MARTIN"):
        PriseEnChargeFactory(
            convention=convention, beneficiaire__nom=nom, beneficiaire__nom_recherche=f"{nom} jeanne".lower()
        )
    return convention


@pytest.mark.exigence("PLU-09")
def test_un_mois_se_facture_avec_un_tableur(
    page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe, tmp_path: Path
) -> None:
    se_connecter(page, "Julien21")
    page.goto("/facturation/formulaires/")
    page.get_by_role("button", name=re.compile("Ouvrir octobre")).click()
    page.get_by_role("link", name="Facturer avec un tableur").click()
    sans_defaut_axe(page)
    capture(page, "tableur")
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("link", name="Télécharger le mois en tableur").click()
    octets = telechargement.value.path().read_bytes()
    assert telechargement.value.suggested_filename == f"facturation-{convention.code}-2026-10.xlsx"

    rempli = tmp_path / "rempli.xlsx"
    rempli.write_bytes(remplir(octets, {"J5": 14.5, "K5": "1h", "J6": date(2026, 5, 14), "L7": "oui"}))
    page.get_by_label("Tableur rempli").set_input_files(rempli)
    page.get_by_role("button", name="Envoyer le tableur").click()
    expect(page.get_by_text("Votre tableur a compris une date, le 14/05/2026")).to_be_visible()
    expect(page.get_by_role("heading", name="Ce qui va changer : 2 lignes")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "tableur-differences")
    page.get_by_role("button", name="Enregistrer ces valeurs").click()
    expect(page.get_by_text("2 lignes du tableur sont enregistrées")).to_be_visible()
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Récapitulatif"))).to_be_visible()
    facture = LigneFacture.objects.get()
    assert (facture.ouvrables_centiemes, facture.dimanches_feries_centiemes) == (1450, 100)


@pytest.mark.exigence("PAY-01", "PAY-06", "PLU-08")
def test_un_bordereau_se_compare_se_montre_et_se_telecharge(
    page: Page, convention: Convention, horloge: Horloge, capture: Capture, sans_defaut_axe: Axe
) -> None:
    horloge.regler("2026-11-20 10:00")
    bordereau = BordereauFactory(convention=convention, numero="B12")
    payee = LignePaiementFactory(bordereau=bordereau)
    LignePaiementFactory(bordereau=bordereau, quantite_centiemes=1200, montant_centimes=28944)
    LignePaiementFactory.create(
        bordereau=BordereauFactory(convention=convention, date_paiement=date(2026, 11, 19)),
        ligne_facture__depot=payee.ligne_facture.depot,
    )
    se_connecter(page, "Julien21")
    page.goto("/paiements/bordereaux/")
    sans_defaut_axe(page)
    capture(page, "bordereaux")
    page.get_by_role("link", name="n° B12", exact=True).click()
    expect(page.get_by_text("Payé en moins")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "bordereau-compare")
    page.get_by_role("link", name="Voir seulement les écarts").click()
    expect(page.get_by_role("main").get_by_text("Conforme")).to_have_count(0)
    page.get_by_role("link", name="Reste à payer").click()
    expect(page.get_by_text("En paiement", exact=True)).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "bordereau-reste")
    for nom, fichier in (("Tableur (XLSX)", ".xlsx"), ("CSV", ".csv")):
        with page.expect_download(timeout=30_000) as telechargement:
            page.get_by_role("link", name=nom).click()
        assert telechargement.value.suggested_filename == f"bordereau-{convention.code}-B12{fichier}"
    page.get_by_role("link", name="Document PDF").click()
    expect(page.locator("object.lecteur-pdf")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "bordereau-document")

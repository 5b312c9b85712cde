"""The published procedure, the corrected file and the caisse's parameters, as people see them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from ppas.caisses.models import TrancheBareme
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from tests.factories import AgentFactory, RattachementFactory, TarifFactory
from tests.facturation.envois import Expediteur
from tests.navigateur.gestes import connecter

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("DOC-05", "DOC-04", "PLU-03")
def test_la_procedure_se_filtre_et_mene_au_cahier_des_charges(
    page: Page, capture: Callable[..., None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    page.goto(reverse("facturation:procedure"))
    capture(page, "procedure")
    sans_defaut_axe(page)
    page.get_by_label("Code ou mots").fill("dimanche")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_role("article")).to_have_count(5)
    page.get_by_role("article").filter(has_text="L09").get_by_role("link", name="qt-dimanches-feries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cahier des charges du fichier de facturation XML")
    assert page.url.endswith("#champ-qt-dimanches-feries")
    capture(page, "cahier-des-charges")
    sans_defaut_axe(page)


@pytest.mark.exigence("PLU-02")
def test_un_fichier_refuse_pour_son_ecriture_part_corrige(
    page: Page,
    context: BrowserContext,
    capture: Callable[..., None],
    sans_defaut_axe: Callable[[Page], None],
    travailler: Callable[[], None],
) -> None:
    expediteur = Expediteur()
    RattachementFactory(utilisateur=expediteur.utilisateur, partenaire=expediteur.convention.partenaire)
    depot = expediteur.envoyer(DOCUMENT_AMD.replace("2026-10-01", "01/10/2026").replace(".50<", ",50<"))
    connecter(context, expediteur.utilisateur)
    page.goto(reverse("facturation:depot", args=[depot.pk]))
    page.get_by_role("link", name="Voir le fichier corrigé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un fichier corrigé est proposé")
    capture(page, "fichier-corrige")
    sans_defaut_axe(page)
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("link", name="Télécharger").click()
    assert telechargement.value.suggested_filename == "03_21231300_202610.xml"
    page.get_by_role("button", name="Envoyer le fichier corrigé").click()
    expect(page.get_by_text("Le fichier corrigé est envoyé")).to_be_visible()
    travailler()
    page.reload()
    expect(page.get_by_text("Toutes les lignes du fichier sont acceptées.")).to_be_visible()


@pytest.mark.exigence("INV-11", "CAI-19")
def test_l_administrateur_regional_regle_sa_caisse(
    page: Page, context: BrowserContext, capture: Callable[..., None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    TarifFactory()
    for plafond, part in ((807, 1000), (865, 1400)):
        TrancheBareme.objects.create(
            bareme="Cnav",
            debut=date(2012, 1, 1),
            plafond_seul=plafond,
            plafond_menage=plafond,
            participation=part,
            source="x",
        )
    connecter(context, AgentFactory(administrateur=True).utilisateur)
    page.goto(reverse("caisses:parametres"))
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Délai de paiement").fill("13")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="ne peut pas dépasser le délai de facturation")).to_be_visible()
    capture(page, "parametres-erreur")
    sans_defaut_axe(page)
    page.get_by_label("Délai de paiement").fill("3")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Les paramètres sont enregistrés.")).to_be_visible()
    capture(page, "parametres")
    sans_defaut_axe(page)
    for onglet in ("Tarifs", "Barèmes", "Mails"):
        page.get_by_role("link", name=onglet, exact=True).click()
        expect(page.get_by_role("link", name=onglet, exact=True)).to_have_attribute("aria-current", "page")
        capture(page, f"parametres-{onglet.lower().replace('è', 'e')}")
        sans_defaut_axe(page)
    page.goto(reverse("caisses:tarif_ajouter"))
    capture(page, "tarif-ajouter")
    sans_defaut_axe(page)

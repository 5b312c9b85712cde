"""The main job of the portal, from end to end, in a real browser: the best first reading of what it does.

A home-help provider registers, its caisse validates it, it invoices one month by XML file and another on line, sees its
anomalies, is paid, and opens its slip.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ppas.caisses.models import Caisse
from ppas.caisses.operations.charger_references import charger_references
from ppas.comptes.models import Utilisateur
from ppas.facturation.models import LigneFacture
from ppas.socle.models import Courriel
from tests.captchas import captcha_de
from tests.conftest import Horloge
from tests.factories import MOT_DE_PASSE, AgentFactory, code_totp

EXEMPLES = Path(__file__).parent.parent.parent / "exemples"
FICHIER_PARFAIT = EXEMPLES / "factures" / "03_21231300_202610.xml"
NOUVEAU_MOT_DE_PASSE = "Saone2026"

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]


@pytest.fixture
def caisse(transactional_db: None) -> Caisse:
    """The caisse 03 with its regional administrator, `jlebrun`."""
    charger_references()
    caisse = Caisse.objects.get(code="03")
    AgentFactory(administrateur=True, caisse=caisse, utilisateur__login="jlebrun")
    return caisse


@pytest.fixture
def page_caisse(browser: Browser, browser_context_args: dict) -> Page:
    """The browser of the caisse's agent: another computer, another session."""
    contexte: BrowserContext = browser.new_context(**browser_context_args)
    contexte.set_default_timeout(10_000)
    return contexte.new_page()


def se_connecter(page: Page, login: str, mot_de_passe: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Connexion", exact=True).click()
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(mot_de_passe)
    page.get_by_role("button", name="SE CONNECTER").click()


def ouvrir_service(page: Page, nom: str) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Les services").first.click()
    page.get_by_role("main").get_by_role("link", name=nom, exact=True).click()
    page.wait_for_load_state()  # fonts that come late move the links between press and release


def se_preinscrire(page: Page, capture: Capture, axe: Axe) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("pas encore inscrit")).first.click()
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("button", name="OK").click()
    page.get_by_label("Régime").select_option(label="CNAV")
    page.get_by_label("Caisse").select_option(label="CARSAT Bourgogne-Franche-Comté")
    page.get_by_label("Code convention").fill("AMD2123")
    page.get_by_label("Type partenaire").select_option(label=type_aide_a_domicile(page))
    page.get_by_label("Nom partenaire").fill("Présence et Aide du Val de Saône")
    page.get_by_label("Téléphone").first.fill("0380123456")
    page.get_by_label("CP").fill("21130")
    page.get_by_label("Nom commune").fill("AUXONNE")
    administrateur = page.get_by_role("group", name="Information administrateur")
    administrateur.get_by_role("textbox", name=re.compile("^Nom")).fill("MOREL")
    administrateur.get_by_label("Prénom").fill("Claire")
    administrateur.get_by_label("Login").fill("cmorel")
    administrateur.get_by_label("Mail").fill("claire.morel@exemple.fr")
    administrateur.get_by_label("Téléphone").fill("03 80 12 34 56")
    page.get_by_label("Saisir les caractères ici.").fill(captcha_de(page.content()).reponse)
    axe(page)
    capture(page, "preinscription")
    page.get_by_role("button", name="Enregistrer").last.click()
    expect(page.get_by_text("Votre préinscription est terminée")).to_be_visible()
    expect(page.get_by_text("Votre demande est en attente de validation par la caisse")).to_be_visible()
    capture(page, "preinscription-terminee")


def type_aide_a_domicile(page: Page) -> str:
    textes = page.get_by_label("Type partenaire").locator("option").all_inner_texts()
    return next(texte for texte in textes if "domicile" in texte)


def valider_la_preinscription(page: Page, capture: Capture, axe: Axe) -> None:
    se_connecter(page, "jlebrun", MOT_DE_PASSE)
    page.get_by_label("Code").fill(code_totp(Utilisateur.objects.get(login="jlebrun")))
    axe(page)
    page.get_by_role("button", name="Valider").click()
    ouvrir_service(page, "À valider")
    axe(page)
    page.get_by_role("link", name="Présence et Aide du Val de Saône").click()
    page.get_by_label("Identifiant de la structure").fill("21231300")
    axe(page)
    capture(page, "preinscription-a-valider")
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("valid")


def mot_de_passe_recu(mail: str) -> str:
    corps = Courriel.objects.filter(destinataire=mail, est_secret=True).latest("pk").corps
    return re.search(r"mot de passe[^:]*:\s*(\w{8,12})", corps, re.IGNORECASE)[1]


def premiere_connexion(page: Page, capture: Capture, axe: Axe) -> None:
    temporaire = mot_de_passe_recu("claire.morel@exemple.fr")
    se_connecter(page, "cmorel", temporaire)
    expect(page.get_by_role("heading", name="Changement de mot de passe")).to_be_visible()
    page.goto("/facturation/fichiers/")
    expect(page.get_by_role("heading", name="Changement de mot de passe")).to_be_visible()
    page.get_by_label("Ancien mot de passe").fill(temporaire)
    page.get_by_label(re.compile("^Nouveau mot de passe")).fill(NOUVEAU_MOT_DE_PASSE)
    page.get_by_label("Confirmer le nouveau mot de passe").fill(NOUVEAU_MOT_DE_PASSE)
    axe(page)
    page.get_by_role("button", name="OK").click()
    expect(page.get_by_text("Votre mot de passe a été modifié avec succès.")).to_be_visible()
    page.goto("/")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Les services").first.click()
    axe(page)
    capture(page, "services")


def importer(page: Page, flux: str, fichier: Path) -> None:
    ouvrir_service(page, "Importer un flux")
    page.get_by_label("Flux").select_option(label=flux)
    page.get_by_label("Fichier").set_input_files(fichier)
    page.get_by_role("button", name="Importer").click()


def envoyer_un_fichier(page: Page, fichier: Path, travailler: Callable[[], None]) -> None:
    ouvrir_service(page, "Facturation par fichier")
    page.get_by_label("Fichiers de facturation").set_input_files(fichier)
    page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(page.get_by_role("heading", name=fichier.name)).to_be_visible()
    travailler()
    page.reload()


def saisir_septembre(page: Page, capture: Capture, axe: Axe) -> None:
    ouvrir_service(page, "Facturation par saisie en ligne")
    axe(page)
    page.get_by_role("button", name=re.compile("Ouvrir septembre")).click()
    page.get_by_label(re.compile("Heures jours ouvrables")).first.fill("7,25")
    page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(page.get_by_text("Votre saisie est enregistrée.")).to_be_visible()
    axe(page)
    capture(page, "saisie-en-ligne")
    page.goto("/")
    ouvrir_service(page, "Facturation par saisie en ligne")
    page.get_by_role("link", name=re.compile("Continuer septembre")).click()
    expect(page.get_by_label(re.compile("Heures jours ouvrables")).first).to_have_value("7,25")
    while (suite := page.get_by_role("button", name="Enregistrer et page suivante")).count():
        suite.click()
        expect(page.get_by_text("Votre saisie est enregistrée.")).to_be_visible()
    page.get_by_role("button", name="Valider", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("Récapitulatif"), level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("7,25")
    axe(page)
    capture(page, "recapitulatif")


def fichier_de_septembre(dossier: Path) -> Path:
    """The October example moved to September: the month that was typed on line."""
    texte = FICHIER_PARFAIT.read_text(encoding="utf-8")
    texte = texte.replace("202610", "202609").replace("2026-10-31", "2026-09-30").replace("2026-10-", "2026-09-")
    chemin = dossier / "03_21231300_202609.xml"
    chemin.write_text(texte, encoding="utf-8")
    return chemin


def fichier_de_paiements(dossier: Path) -> Path:
    """What the caisse's system answers to the export: every line paid, on 19 November."""
    lignes = list(LigneFacture.objects.filter(export__isnull=False).order_by("pk"))
    total = sum(ligne.montant_caisse_centimes for ligne in lignes) / 100
    rangees = [
        f"B2026-0001;AMD2123;2026-11-19;{total:.2f};{ligne.pk};"
        f"{(ligne.ouvrables_centiemes + ligne.dimanches_feries_centiemes) / 100:.2f};"
        f"{ligne.montant_caisse_centimes / 100:.2f}"
        for ligne in lignes
    ]
    entete = "no_bordereau;code_convention;date_paiement;montant_total;no_enregistrement;quantite;montant"
    chemin = dossier / "paiements.csv"
    chemin.write_text("\n".join([entete, *rangees]) + "\n", encoding="utf-8")
    return chemin


@pytest.mark.exigence(
    "REG-01", "REG-08", "REG-30", "REG-31", "REG-33", "LOG-09", "CAI-03", "FIL-01", "INV-02", "ANO-03", "ANO-05",
    "ANO-08", "PAY-01", "PAY-02", "HIS-02", "CAI-10", "CAI-11", "CAI-12",
)  # fmt: skip
def test_un_prestataire_s_inscrit_facture_et_ouvre_son_bordereau(  # noqa: PLR0917 -- fixtures
    page: Page,
    page_caisse: Page,
    caisse: Caisse,
    horloge: Horloge,
    travailler: Callable[[], None],
    capture: Capture,
    sans_defaut_axe: Axe,
    tmp_path: Path,
) -> None:
    horloge.regler("2026-11-20 10:00")
    se_preinscrire(page, capture, sans_defaut_axe)
    valider_la_preinscription(page_caisse, capture, sans_defaut_axe)
    travailler()
    premiere_connexion(page, capture, sans_defaut_axe)

    importer(page_caisse, "Prises en charge", EXEMPLES / "prises-en-charge.csv")
    expect(page_caisse.get_by_text(re.compile("30 "))).not_to_have_count(0)
    ouvrir_service(page, "Liste des bénéficiaires")
    sans_defaut_axe(page)
    capture(page, "beneficiaires")

    envoyer_un_fichier(page, FICHIER_PARFAIT, travailler)
    expect(page.get_by_text("Aucune anomalie")).to_be_visible()
    sans_defaut_axe(page)
    saisir_septembre(page, capture, sans_defaut_axe)

    envoyer_un_fichier(page, fichier_de_septembre(tmp_path), travailler)
    expect(page.locator("article.anomalie", has_text="L05").first).to_contain_text("échéance déjà facturée")
    sans_defaut_axe(page)
    capture(page, "rapport")

    ouvrir_service(page_caisse, "Exporter les factures")
    page_caisse.get_by_role("button", name="Exporter les lignes en attente").click()
    importer(page_caisse, "Paiements", fichier_de_paiements(tmp_path))
    sans_defaut_axe(page_caisse)

    ouvrir_service(page, "Bordereaux de paiements")
    expect(page.get_by_role("heading", name="Bordereaux de paiements", level=1)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("B2026-0001"))).to_have_count(0)
    horloge.regler("2026-11-21 00:00")
    se_connecter(page, "cmorel", NOUVEAU_MOT_DE_PASSE)
    ouvrir_service(page, "Bordereaux de paiements")
    sans_defaut_axe(page)
    page.get_by_role("link", name=re.compile("B2026-0001")).first.click()
    sans_defaut_axe(page)
    capture(page, "bordereau")
    page.get_by_role("link", name="Document PDF", exact=True).click()
    pdf = page.request.get(page.get_by_role("link", name="Ouvrir le document seul").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF-")

    ouvrir_service(page, "Historique prestataire")
    for nature in ("Fichier de facturation", "Facturation en ligne", "Prises en charge", "Bordereaux de paiements"):
        expect(page.get_by_role("row").filter(has_text=nature)).not_to_have_count(0)
    sans_defaut_axe(page)
    capture(page, "historique")

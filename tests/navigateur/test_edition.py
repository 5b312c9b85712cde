"""The editors' screens in a real browser: a piece of news from its first word to its readers."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from playwright.sync_api import BrowserContext, Page, expect

from ppas.comptes.models import RoleNational
from ppas.partenaires.models import Partenaire
from ppas.publications.models import Actualite, Actualites, ActualitesDeCaisse, Categorie, FicheDocument
from tests.conftest import Horloge
from tests.factories import AgentFactory, CaisseFactory, ConventionFactory, RattachementFactory, UtilisateurFactory
from tests.factories.publications import site_public
from tests.navigateur.gestes import connecter
from tests.publications.test_edition_erreurs import pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.ignore_template_errors]


@pytest.fixture
def site(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Actualites:
    """The public site; Wagtail's templates name variables that do not exist, which only the tests refuse."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")
    site_public()
    return Actualites.objects.get()


def photo() -> bytes:
    tampon = BytesIO()
    Pillow.new("RGB", (1200, 600), "navy").save(tampon, "PNG")
    return tampon.getvalue()


def televerser(page: Page, nom: str, type_: str, octets: bytes, titre: str) -> None:
    """In the open chooser, send a file and take it."""
    boite = page.get_by_role("dialog")
    boite.get_by_role("tab", name="Transférer").click()
    boite.get_by_label("Fichier").set_input_files({"name": nom, "mimeType": type_, "buffer": octets})
    boite.get_by_label("Titre").fill(titre)
    boite.get_by_role("button", name="Transférer").click()
    expect(boite).to_have_count(0)


def ecrire(page: Page, lieu: int, titre: str) -> None:
    """Begin a piece of news at `lieu`."""
    page.goto(reverse("wagtailadmin_explore", args=[lieu]))
    page.goto(reverse("wagtailadmin_pages:add", args=["publications", "actualite", lieu]))
    page.get_by_role("textbox", name="Titre").first.fill(titre)
    page.get_by_role("textbox", name="Résumé").fill("Ce qui change au 1er janvier.")
    expect(page.locator("#id_slug")).not_to_have_value("")  # the script makes the address of the title, in its time


def choisir(page: Page, action: str) -> None:
    """Choose among the actions at the foot of the form."""
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name=action).click()


@pytest.mark.exigence("CAI-15", "PUB-07")
def test_une_actualite_programmee_avec_image_et_document_parait_a_son_heure(  # noqa: PLR0917 -- fixtures
    page: Page,
    context: BrowserContext,
    client: Client,
    site: Actualites,
    horloge: Horloge,
    travailler: Callable[[], None],
) -> None:
    connecter(context, UtilisateurFactory(national=True, role_national=RoleNational.EDITEUR))
    page.goto(reverse("accueil:services"))
    page.get_by_role("link", name="Publications").click()
    ecrire(page, site.pk, "Barèmes 2027")
    page.get_by_role("button", name="Insérer un bloc").first.click()
    page.get_by_role("option", name="Image").click()
    page.get_by_role("button", name="Choisir une image").click()
    televerser(page, "photo.png", "image/png", photo(), "La réunion de Dijon")
    page.get_by_label("Texte alternatif").fill("Des gens autour d’une table")
    page.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name="Documents").click()
    page.get_by_role("button", name="Choisir un document").click()
    televerser(page, "note.pdf", "application/pdf", pdf(), "Note de service")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_url("**/edit/")

    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    apercu = page.frame_locator("iframe[title='Aperçu'], #w-preview-iframe, [data-preview-panel] iframe").first
    expect(apercu.get_by_role("heading", level=1)).to_have_text("Barèmes 2027")
    page.get_by_role("button", name="Afficher/masquer le statut").click()
    page.get_by_role("button", name="Programme").first.click()
    page.get_by_role("textbox", name="Date/heure de publication").fill("05/11/2026 08:00")
    page.get_by_role("button", name="Enregistrer la programmation").press("Enter")  # the calendar hides it
    expect(page.get_by_text("5 novembre 2026 08:00").first).to_be_visible()
    choisir(page, "Programmer pour publication")
    expect(page.get_by_role("status").first).to_contain_text("Barèmes 2027")

    travailler()
    assert "Barèmes 2027" not in client.get("/actualites/").text
    context.clear_cookies()
    horloge.regler("2026-11-05 08:01")
    travailler()
    page.goto("/")
    article = page.get_by_role("article").filter(has_text="Barèmes 2027")
    expect(article.get_by_role("heading")).to_have_text(re.compile(r"^04-11-2026 - Barèmes 2027$"))
    article.get_by_role("link", name="Barèmes 2027", exact=True).click()
    image = page.get_by_role("img", name="Des gens autour d’une table")
    assert image.evaluate("image => image.naturalWidth") == 900
    document = page.get_by_role("link", name="Note de service")
    assert b"".join(client.get(document.get_attribute("href"))) == pdf()


@pytest.mark.exigence("CAI-15", "CAI-18")
def test_l_actualite_d_une_caisse_est_relue_puis_lue_par_ses_seuls_partenaires(
    page: Page, context: BrowserContext, site: Actualites
) -> None:
    caisse = CaisseFactory(code="03")
    editeur = AgentFactory(caisse=caisse, editeur=True).utilisateur
    relecteur = AgentFactory(caisse=caisse, administrateur=True).utilisateur
    lieu = ActualitesDeCaisse.objects.get(caisse=caisse)
    connecter(context, editeur)
    page.goto(reverse("accueil:services"))
    page.get_by_role("link", name="Publications").click()
    ecrire(page, lieu.pk, "Réunion de Dijon")
    choisir(page, "Soumettre")
    expect(page.get_by_role("status").first).to_contain_text("Réunion de Dijon")
    actualite = Actualite.objects.get(title="Réunion de Dijon")
    assert not actualite.live

    connecter(context, relecteur)
    page.goto(reverse("wagtailadmin_home"))
    page.get_by_role("link", name="Réunion de Dijon").first.click()
    choisir(page, "Approuver et publier")
    expect(page.get_by_role("status").first).to_contain_text("Réunion de Dijon")

    def lit(partenaire: Partenaire) -> bool:
        client = Client()
        client.force_login(RattachementFactory(partenaire=partenaire).utilisateur)
        return "Réunion de Dijon" in client.get("/actualites/").text

    assert lit(ConventionFactory(caisse=caisse).partenaire)
    assert not lit(ConventionFactory(caisse=CaisseFactory(code="30")).partenaire)
    assert "Réunion de Dijon" not in Client().get("/actualites/").text


@pytest.mark.exigence("CAI-15")
def test_une_version_s_ajoute_a_la_fiche_d_un_document(page: Page, context: BrowserContext, site: Actualites) -> None:
    connecter(context, UtilisateurFactory(national=True, role_national=RoleNational.EDITEUR))
    lieu = Categorie.objects.get(slug="baremes")
    page.goto(reverse("wagtailadmin_pages:add", args=["publications", "fichedocument", lieu.pk]))
    page.get_by_role("textbox", name="Titre").first.fill("Barèmes 2027")
    page.get_by_role("textbox", name="Résumé").fill("Les montants de l’année.")
    page.get_by_role("button", name=re.compile("^Ajouter")).last.click()
    page.get_by_role("textbox", name="Version").last.fill("Première version")
    page.get_by_role("button", name="Choisir un document").last.click()
    televerser(page, "baremes.pdf", "application/pdf", pdf(), "Barèmes 2027")
    choisir(page, "Publier")
    expect(page.get_by_role("status").first).to_contain_text("Barèmes 2027")
    page.goto(FicheDocument.objects.get(title="Barèmes 2027").chemin)
    expect(page.get_by_role("main")).to_contain_text("Première version")

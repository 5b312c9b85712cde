"""« Commande d’évaluation » in a real browser: reserve several, on this computer or not; give back; transfer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ppas.evaluations.models import Appareil, Commande, Reservation
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from tests.factories import (
    MOT_DE_PASSE,
    AppareilFactory,
    CommandeFactory,
    ConventionFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
)

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]

GENERER = """async (appareil) => {
  const ouverture = indexedDB.open("ppas-hors-ligne", 1);
  ouverture.onupgradeneeded = () => ouverture.result.createObjectStore("reglages");
  await new Promise((fini) => (ouverture.onsuccess = fini));
  const ecriture = ouverture.result.transaction("reglages", "readwrite");
  ecriture.objectStore("reglages").put(appareil, "appareil");
  await new Promise((fini) => (ecriture.oncomplete = fini));
  ouverture.result.close();
}"""
"""What the offline mode leaves in the browser where it is generated."""


@pytest.fixture
def convention(transactional_db: None) -> Convention:
    """A structure of two evaluators and an administrator, and its orders in every state."""
    convention = ConventionFactory(type_partenaire__code="evaluation", partenaire__nom="Évaluer à domicile 21")
    for login, prenom, nom in (("jeanne", "Jeanne", "ROUX"), ("paul", "Paul", "NOIR"), ("alice", "Alice", "BLANC")):
        RattachementFactory(
            partenaire=convention.partenaire,
            est_administrateur=login == "alice",
            utilisateur__login=login,
            utilisateur__prenom=prenom,
            utilisateur__nom=nom,
        )
    le = aujourd_hui()
    for numero, jours, commune in (("EV1", -3, "DIJON"), ("EV2", 5, "BEAUNE"), ("EV3", 20, "DIJON")):
        CommandeFactory(
            convention=convention,
            numero=numero,
            commune=commune,
            date_commande=le - timedelta(days=30),
            date_limite=le + timedelta(days=jours),
            consignes="Sonner longtemps, la personne entend mal.\nLa clé est chez la voisine.",
        )
    return convention


def se_connecter(page: Page, login: str) -> None:
    page.goto("/comptes/connexion/")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="SE CONNECTER").click()
    expect(page.get_by_role("button", name="Déconnexion")).to_be_visible()


def ordinateur(convention: Convention, login: str, nom: str = "Portable bleu") -> Appareil:
    """Make a computer of that evaluator."""
    utilisateur = convention.partenaire.rattachements.get(utilisateur__login=login).utilisateur
    return AppareilFactory(utilisateur=utilisateur, partenaire=convention.partenaire, nom=nom)


def generer(page: Page, appareil: Appareil) -> None:
    """Leave in this browser what says that it is `appareil`."""
    page.evaluate(
        GENERER,
        {
            "identifiant": str(appareil.identifiant),
            "nom": appareil.nom,
            "utilisateur": appareil.utilisateur.login,
        },
    )


@pytest.mark.exigence("EVA-01", "EVA-02")
def test_un_evaluateur_reserve_au_clavier_plusieurs_commandes(
    page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, "jeanne")
    page.goto("/services/")
    capture(page, "services-evaluateur")
    sans_defaut_axe(page)
    page.get_by_role("link", name="Commande d’évaluation", exact=True).click()
    expect(page.get_by_text("En retard de 3 jours")).to_be_visible()
    capture(page, "commandes-a-reserver")
    sans_defaut_axe(page)
    page.get_by_label("Choisir la commande n° EV1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Réserver les commandes cochées").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 commandes sont réservées à votre nom.")).to_be_visible()
    capture(page, "commandes-miennes")
    sans_defaut_axe(page)
    page.get_by_role("link", name="EV1").click()
    expect(page.get_by_role("link", name="03 80 11 22 33")).to_have_attribute("href", "tel:0380112233")
    capture(page, "commande")
    sans_defaut_axe(page)
    assert Reservation.objects.filter(appareil=None).count() == 2


@pytest.mark.exigence("EVA-02")
def test_la_page_propose_d_emporter_sur_cet_ordinateur(
    page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, "jeanne")
    appareil = ordinateur(convention, "jeanne")
    page.goto("/evaluations/commandes/")
    emporter = page.get_by_label("Emporter sur cet ordinateur, « Portable bleu », pour évaluer sans connexion")
    expect(emporter).to_be_hidden()
    generer(page, appareil)
    page.reload()
    expect(emporter).to_be_checked()
    capture(page, "commandes-emporter")
    sans_defaut_axe(page)
    page.get_by_label("Choisir la commande n° EV2").check()
    page.get_by_role("button", name="Réserver les commandes cochées").click()
    expect(page.get_by_text("réservée à votre nom sur l’ordinateur « Portable bleu »")).to_be_visible()
    assert Reservation.objects.get().appareil == appareil


@pytest.mark.exigence("EVA-02", "EVA-09")
def test_une_reservation_se_refait_sur_cet_ordinateur(page: Page, convention: Convention) -> None:
    se_connecter(page, "jeanne")
    ancien, nouveau = (ordinateur(convention, "jeanne", nom) for nom in ("Ancien", "Nouveau"))
    commande = Commande.objects.get(numero="EV1")
    ReservationFactory(commande=commande, evaluateur=ancien.utilisateur, appareil=ancien)
    Commande.objects.filter(pk=commande.pk).update(etat="reservee")
    page.goto(f"/evaluations/commandes/{commande.pk}/")
    generer(page, nouveau)
    page.reload()
    page.get_by_role("button", name="Emporter sur cet ordinateur").click()
    expect(page.get_by_text("réservée à votre nom sur l’ordinateur « Nouveau »")).to_be_visible()
    expect(page.get_by_role("button", name="Emporter sur cet ordinateur")).to_be_hidden()
    assert list(commande.reservations.order_by("pk").values_list("appareil", "fin")) == [
        (ancien.pk, "refaite"),
        (nouveau.pk, ""),
    ]


@pytest.mark.exigence("EVA-02")
def test_l_ordinateur_d_un_autre_n_est_pas_propose(page: Page, convention: Convention) -> None:
    se_connecter(page, "paul")
    generer(page, ordinateur(convention, "jeanne"))
    page.goto("/evaluations/commandes/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Emporter sur cet ordinateur")).to_be_hidden()
    expect(page.get_by_role("button", name="Réserver les commandes cochées")).to_be_enabled()


@pytest.mark.exigence("EVA-02", "EVA-14")
def test_la_page_ne_cree_pas_la_base_du_mode_deconnecte(page: Page, convention: Convention) -> None:
    se_connecter(page, "jeanne")
    page.goto("/evaluations/commandes/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("indexedDB.databases()") == []


@pytest.mark.exigence("EVA-20")
def test_sans_script_on_rend_et_on_transfere(
    context: BrowserContext, page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe
) -> None:
    jeanne = convention.partenaire.rattachements.get(utilisateur__login="jeanne").utilisateur
    commande = Commande.objects.get(numero="EV1")
    Commande.objects.filter(pk=commande.pk).update(etat="reservee")
    ReservationFactory(commande=commande, evaluateur=jeanne, appareil=ordinateur(convention, "jeanne"))
    EvaluationFactory(commande=commande, evaluateur=jeanne)
    se_connecter(page, "alice")
    page.goto(f"/evaluations/commandes/{commande.pk}/")
    capture(page, "commande-d-une-collegue")
    sans_defaut_axe(page)
    sans_script = context.browser.new_context(
        java_script_enabled=False, base_url=page.url.partition("/evaluations")[0], storage_state=context.storage_state()
    )
    autre = sans_script.new_page()
    autre.goto(f"/evaluations/commandes/{commande.pk}/")
    autre.get_by_role("link", name="Transférer à un collègue").click()
    autre.get_by_role("button", name="Transférer").click()
    expect(autre.get_by_role("link", name="Choisissez un collègue.")).to_be_visible()
    autre.get_by_label("Nouvel évaluateur").select_option(label="Paul NOIR")
    autre.get_by_role("button", name="Transférer").click()
    expect(autre.get_by_text("est transférée à Paul NOIR, qui en est averti par mail.")).to_be_visible()
    autre.get_by_role("link", name="Rendre la commande").click()
    expect(autre.get_by_text("Cette commande est réservée par Paul NOIR.")).to_be_visible()
    autre.get_by_role("button", name="Rendre la commande").click()
    expect(autre.get_by_text("est rendue")).to_be_visible()
    sans_script.close()
    for nom in ("transferer", "liberer"):
        page.goto(f"/evaluations/commandes/{commande.pk}/{nom}/")
        capture(page, f"commande-{nom}")
        sans_defaut_axe(page)

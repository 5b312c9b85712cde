"""An evaluation filled in on line to its end, in a real browser: saved by itself, nothing lost, axe on each section."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from ppas.caisses.models import PlafondPlan
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.evaluations.operations.saisie import commencer
from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.fusion import empreinte
from tests.evaluations.evaluees import COMPLETES, OSCAR_HEURES, structure
from tests.factories import MOT_DE_PASSE, CommandeFactory, ReservationFactory
from tests.navigateur.gestes import connecter

pytestmark = pytest.mark.exigence("EVA-03", "EVA-19")
SECTIONS = {section.cle: section for section in charger(1).sections}


@pytest.fixture
def evaluation(transactional_db: None) -> Evaluation:
    """An evaluation that its evaluator has just begun."""
    convention, par = structure()
    PlafondPlan.objects.create(code="oscar-heures", debut=date(2021, 7, 1), **OSCAR_HEURES)
    commande = CommandeFactory(convention=convention, reservee=True)
    ReservationFactory(commande=commande, evaluateur=par)
    return commencer(commande, par=par)


@pytest.fixture
def ecran(evaluation: Evaluation, page: Page) -> Page:
    """The first section on the screen of the evaluator."""
    connecter(page.context, evaluation.evaluateur)
    aller(page, evaluation, "visite")
    return page


def aller(page: Page, evaluation: Evaluation, section: str) -> None:
    page.goto(reverse("evaluations:saisie_section", args=[evaluation.pk, section]))


def reponses(evaluation: Evaluation) -> dict[str, Any]:
    evaluation.refresh_from_db()
    return evaluation.reponses


def attendre(page: Page, evaluation: Evaluation, attendues: dict[str, Any]) -> None:
    """Wait until exactly these answers are kept."""
    for _ in range(50):
        if reponses(evaluation) == attendues:
            return
        page.wait_for_timeout(100)
    assert reponses(evaluation) == attendues


def remplir(page: Page, section: str) -> None:
    """Answer every question of the section that COMPLETES answers, as a person does."""
    for question in SECTIONS[section].questions:
        reponse = COMPLETES.get(question.cle)
        if reponse is None:
            continue
        if question.sorte == "plan":
            for champ, valeur in reponse[0].items():
                case = page.locator(f"#id_{question.cle}-0-{champ}")
                (case.select_option if champ in {"prestation", "dispositif", "unite", "frequence"} else case.fill)(
                    valeur.replace(".", ",")
                )
        elif question.sorte in {"cases", "choix", "oui_non", "adverbes"}:
            valeurs = [reponse] if question.sorte in {"choix", "oui_non"} else list(reponse)
            for valeur in valeurs:
                page.locator(f'[name="{question.cle}"][value="{valeur}"]').check()
        else:
            page.locator(f"#id_{question.cle}").fill(reponse)


def test_qui_tape_sans_pause_est_enregistre_en_chemin(evaluation: Evaluation, ecran: Page) -> None:
    aller(ecran, evaluation, "observations")
    champ = ecran.get_by_label("Observations")
    for _ in range(50):
        if reponses(evaluation):
            break
        champ.press_sequentially("Se lève seule. ", delay=20)
    assert reponses(evaluation)["observations_texte"].startswith("Se lève seule.")


def test_l_evaluation_entiere_jusqu_au_bout(
    evaluation: Evaluation,
    ecran: Page,
    capture: Callable[[Page, str], None],
    sans_defaut_axe: Callable[[Page], None],
) -> None:
    ecran.goto(reverse("evaluations:commande", args=[evaluation.commande_id]))
    ecran.get_by_role("link", name="Continuer l’évaluation").click()
    ecran.get_by_role("link", name="Date de la visite").click()  # what lacks leads to its field
    expect(ecran.locator("#id_visite_date")).to_be_focused()
    for rang, section in enumerate(SECTIONS, start=1):
        expect(ecran.get_by_role("heading", level=1)).to_have_text(SECTIONS[section].titre)
        remplir(ecran, section)
        sans_defaut_axe(ecran)
        capture(ecran, f"evaluation-{rang:02}-{section}")
        ecran.get_by_role("button", name="Enregistrer et continuer").click()
    expect(ecran.get_by_role("heading", level=1)).to_have_text("Récapitulatif de l’évaluation")
    expect(ecran.get_by_role("heading", name="Rien ne manque")).to_be_visible()
    assert reponses(evaluation) == COMPLETES
    sans_defaut_axe(ecran)
    capture(ecran, "evaluation-12-recapitulatif")
    ecran.get_by_role("button", name="Terminer l’évaluation").click()
    expect(ecran.get_by_text("L’évaluation est terminée : il reste")).to_be_visible()
    evaluation.refresh_from_db()
    assert (evaluation.etat, evaluation.gir) == (EtatEvaluation.TERMINEE, 5)
    sans_defaut_axe(ecran)
    ecran.goto(reverse("evaluations:en_cours"))
    sans_defaut_axe(ecran)
    capture(ecran, "evaluation-13-en-cours")


def test_ce_qui_est_tape_s_enregistre_seul_et_se_signale(
    evaluation: Evaluation, ecran: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    ecran.get_by_label("Médecin traitant").fill("Dr Blanc")
    ecran.get_by_label("Date de la visite").fill("31/02/2026")
    ecran.keyboard.press("Tab")
    expect(ecran.get_by_text("Une réponse n’est pas enregistrée")).to_be_visible()
    expect(ecran.locator("#id_visite_date")).to_have_attribute("aria-invalid", "true")
    assert reponses(evaluation) == {"visite_medecin": "Dr Blanc"}
    ecran.get_by_role("button", name="Enregistrer", exact=True).last.click()
    expect(ecran.locator(".resume-erreurs")).to_be_focused()
    expect(ecran.locator("#id_visite_date")).to_have_value("31/02/2026")
    sans_defaut_axe(ecran)
    capture(ecran, "evaluation-fautes")
    ecran.get_by_label("Date de la visite").fill("03/11/2026")
    ecran.keyboard.press("Tab")
    expect(ecran.get_by_text("Enregistré à")).to_be_visible()
    expect(ecran.locator("#id_visite_date")).not_to_have_attribute("aria-invalid", "true")
    assert reponses(evaluation)["visite_date"] == "2026-11-03"


def test_les_questions_s_ouvrent_selon_les_reponses(ecran: Page) -> None:
    expect(ecran.get_by_label("Adresse exacte")).to_be_hidden()
    ecran.locator("[name=visite_coordonnees_changees][value=oui]").check()
    expect(ecran.get_by_label("Adresse exacte")).to_be_visible()


def test_le_gir_se_calcule_pendant_la_saisie(evaluation: Evaluation, ecran: Page) -> None:
    aller(ecran, evaluation, "aggir")
    gir = ecran.locator(".gir-texte")
    expect(gir).to_contain_text("il manque 17 réponses")
    remplir(ecran, "aggir")
    expect(gir).to_have_text("GIR 5")
    ligne = ecran.get_by_role("row", name="Laver le bas du corps")
    ligne.get_by_label("spontanément").check()
    expect(ligne.get_by_label("ne fait pas seul")).not_to_be_checked()


def test_le_plan_s_allonge_et_se_raccourcit_sur_place(
    evaluation: Evaluation, ecran: Page, sans_defaut_axe: Callable[[Page], None]
) -> None:
    aller(ecran, evaluation, "plan")
    remplir(ecran, "plan")
    ecran.get_by_role("button", name="Ajouter une ligne").click()
    deuxieme = ecran.locator("#id_plan_lignes-1-prestation")
    expect(deuxieme).to_be_focused()
    deuxieme.select_option("courses")
    sans_defaut_axe(ecran)
    ecran.get_by_role("button", name="Retirer la ligne 1").click()
    expect(ecran.locator("#id_plan_lignes-0-prestation")).to_have_value("courses")
    attendre(ecran, evaluation, {"plan_issue": "aides", "plan_lignes": [{"prestation": "courses"}]})


def test_quitter_la_page_enregistre(evaluation: Evaluation, ecran: Page) -> None:
    ecran.get_by_label("Médecin traitant").fill("Dr Blanc")
    ecran.goto("/services/")
    attendre(ecran, evaluation, {"visite_medecin": "Dr Blanc"})


def test_une_reponse_perdue_en_route_n_est_pas_un_conflit(evaluation: Evaluation, ecran: Page) -> None:
    perdues = []

    def perdre(route: Route) -> None:
        """Let the portal receive the first save, and lose its answer."""
        if route.request.method == "POST" and not perdues:
            perdues.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    ecran.route("**/saisie/visite/", perdre)
    medecin = ecran.get_by_label("Médecin traitant")
    medecin.fill("Dr Bl")
    medecin.blur()
    expect(ecran.get_by_text("le portail ne répond pas")).to_be_visible()
    assert reponses(evaluation) == {"visite_medecin": "Dr Bl"}
    medecin.fill("Dr Blanc")
    medecin.blur()
    attendre(ecran, evaluation, {"visite_medecin": "Dr Blanc"})
    expect(ecran.get_by_text("Enregistré à")).to_be_visible()


def test_une_section_modifiee_ailleurs_se_choisit(
    evaluation: Evaluation, ecran: Page, capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    client = Client()
    client.force_login(evaluation.evaluateur)
    adresse = reverse("evaluations:saisie_section", args=[evaluation.pk, "visite"])
    client.post(adresse, {"vue": empreinte(SECTIONS["visite"], {}), "visite_medecin": "Dr Noir"})
    medecin = ecran.get_by_label("Médecin traitant")
    medecin.fill("Dr Blanc")
    medecin.blur()
    expect(ecran.get_by_role("heading", name="Ce qui diffère")).to_be_visible()
    assert reponses(evaluation) == {"visite_medecin": "Dr Noir"}
    sans_defaut_axe(ecran)
    capture(ecran, "evaluation-conflit")
    medecin.fill("Dr Blanche")  # typing on is no answer
    medecin.blur()
    ecran.wait_for_timeout(300)
    assert reponses(evaluation) == {"visite_medecin": "Dr Noir"}
    ecran.get_by_role("button", name="Garder ma saisie").click()
    expect(ecran.get_by_text("Votre saisie est enregistrée.")).to_be_visible()
    assert reponses(evaluation) == {"visite_medecin": "Dr Blanche"}


def test_une_session_perdue_garde_la_saisie_dans_la_page(
    evaluation: Evaluation, ecran: Page, browser: Browser, sans_defaut_axe: Callable[[Page], None]
) -> None:
    Session.objects.all().delete()
    medecin = ecran.get_by_label("Médecin traitant")
    medecin.fill("Dr Blanc")
    medecin.blur()
    expect(ecran.get_by_text("votre session est terminée")).to_be_visible()
    sans_defaut_axe(ecran)
    ecran.get_by_role("button", name="Enregistrer et continuer").click()
    expect(medecin).to_have_value("Dr Blanc")  # nothing left
    with ecran.context.expect_page() as ouverture:
        ecran.get_by_role("link", name="Reconnectez-vous dans un nouvel onglet").click()
    onglet = ouverture.value
    onglet.get_by_label("Identifiant").fill(evaluation.evaluateur.login)
    onglet.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    onglet.get_by_role("main").get_by_role("button", name="SE CONNECTER").click()
    expect(onglet.get_by_role("heading", level=1)).to_have_text("Identité et visite")
    onglet.close()
    ecran.bring_to_front()
    ecran.evaluate("window.dispatchEvent(new Event('focus'))")
    attendre(ecran, evaluation, {"visite_medecin": "Dr Blanc"})
    expect(ecran.get_by_text("Enregistré à")).to_be_visible()

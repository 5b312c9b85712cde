"""An evaluation from end to end, in real browsers: ordered, done without a network, sent, accepted, paid.

The evaluator's browser is closed or emptied on the way; the caisse's agent has a browser of his own.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from ppas.caisses.models import Agent
from ppas.comptes.models import Utilisateur
from ppas.demo.operations.paiements import fichier_paiements_evaluations
from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import Commande, EnvoiEvaluation, Evaluation, ExportEvaluations, Reservation
from ppas.evaluations.regles.description import Question
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from tests.evaluations.fichiers import commandes
from tests.factories import AgentFactory
from tests.navigateur.hors_ligne.conftest import CODE, Poste
from tests.navigateur.hors_ligne.saisie_complete import SECTIONS, reponses

MOITIE = 5
"""How many sections are filled in before the browser is closed, or emptied."""
NOUVEAU_CODE = "prune4 verte"


@pytest.fixture
def agent(evaluateur: Utilisateur) -> Agent:
    """An agent of the caisse that orders from the evaluator's structure."""
    return AgentFactory(caisse=Convention.objects.get(partenaire__rattachements__utilisateur=evaluateur).caisse)


@pytest.fixture
def page_caisse(browser: Browser, browser_context_args: dict[str, Any], agent: Agent) -> Page:
    """The agent's browser, signed in: another computer, another session."""
    contexte = browser.new_context(**browser_context_args)
    contexte.set_default_timeout(10_000)
    client = Client()
    client.force_login(agent.utilisateur)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexte.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": browser_context_args["base_url"]}]
    )
    return contexte.new_page()


def importer(page: Page, flux: str, nom: str, octets: bytes) -> None:
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Importer un flux", exact=True).click()
    page.get_by_label("Flux").select_option(label=flux)
    page.get_by_label("Fichier").set_input_files({"name": nom, "mimeType": "text/csv", "buffer": octets})
    page.get_by_role("button", name="Importer").click()


def commander(page: Page) -> Commande:
    """Order from the caisse, by its flux."""
    le = aujourd_hui()
    ligne = {
        "code_convention": Convention.objects.get().code,
        "date_commande": le.isoformat(),
        "date_limite": (le + timedelta(days=30)).isoformat(),
    }
    importer(page, "Commandes d’évaluation", "commandes.csv", commandes(ligne).read())
    expect(page.get_by_role("main")).to_contain_text("1 ligne importée")
    return Commande.objects.get()


def reserver_ici(poste: Poste, commande: Commande) -> None:
    """Generate the offline mode, then reserve the order on this computer, as the manual says."""
    poste.generer()
    page = poste.page
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Commande d’évaluation", exact=True).click()
    expect(page.get_by_label("Emporter sur cet ordinateur, « Portable du bureau »")).to_be_checked()
    page.get_by_label(f"Choisir la commande n° {commande.numero}").check()
    page.get_by_role("button", name="Réserver les commandes cochées").click()
    expect(page.get_by_text("réservée à votre nom sur l’ordinateur « Portable du bureau »")).to_be_visible()
    poste.entrer()
    synchroniser(poste)


def synchroniser(poste: Poste) -> None:
    poste.aller("#synchronisation")
    poste.page.get_by_role("button", name="Synchroniser").click()
    expect(poste.page.get_by_text("Synchronisation terminée")).to_be_visible()


def redemarrer_sans_reseau(poste: Poste) -> None:
    """Start the browser anew, without any network, and open the application."""
    poste.redemarrer()
    poste.contexte.set_offline(True)
    poste.entrer()


def ouvrir(poste: Poste, section: int) -> None:
    """Go from the list of orders to a section of the form, as one does."""
    page = poste.page
    poste.aller("#commandes")
    page.get_by_role("link", name="DURAND Jeanne").click()
    sommaire = page.get_by_role("navigation", name="Sections")
    sommaire.get_by_role("link", name=SECTIONS[section].titre).click()


def remplir(poste: Poste, debut: int, fin: int) -> None:
    """Answer the sections from `debut` to `fin` excluded, on the screen, one after the other."""
    page, voulues = poste.page, reponses()
    ouvrir(poste, debut)
    for rang in range(debut, fin):
        expect(page.get_by_role("heading", name=SECTIONS[rang].titre, level=2)).to_be_visible()
        for question in SECTIONS[rang].questions:
            if question.cle in voulues:
                repondre(page, question, voulues[question.cle])
        if rang + 1 < fin:
            page.get_by_role("link", name="Suivant :").click()
    expect(page.get_by_text("Enregistré à")).to_be_visible()


def noter(poste: Poste, commande: Commande, debut: int, fin: int) -> None:
    """Keep the answers of these sections in the notebook, as their fields do; typing each is the other test's."""
    voulues = reponses()
    for section in SECTIONS[debut:fin]:
        for question in section.questions:
            if question.cle in voulues:
                poste.noter(commande.pk, voulues[question.cle], question.cle)


def repondre(page: Page, question: Question, valeur: Any) -> None:
    ancre = f"q-{question.cle}"
    if question.sorte == "plan":
        page.get_by_role("button", name="Ajouter une ligne").click()
        for champ, contenu in valeur[0].items():
            saisir(page, f"{ancre}-1-{champ}", contenu)
    elif question.sorte in {"choix", "oui_non", "cases", "adverbes"}:
        valeurs = valeur if question.sorte != "adverbes" else list(valeur)
        for une in valeurs if isinstance(valeurs, list) else [valeurs]:
            page.locator(f'[id="{ancre}"], [id^="{ancre}-"]').and_(page.locator(f'[value="{une}"]')).check()
    else:
        page.locator(f"#{ancre}").fill(valeur)


def saisir(page: Page, ancre: str, contenu: str) -> None:
    champ = page.locator(f"#{ancre}")
    if champ.evaluate("champ => champ.tagName") == "SELECT":
        champ.select_option(contenu)
    else:
        champ.fill(contenu)


def terminer(poste: Poste) -> None:
    page = poste.page
    page.get_by_role("button", name="Terminer l’évaluation").click()
    expect(page.get_by_text("L’évaluation est terminée sur cet ordinateur")).to_be_visible()


def transmettre(poste: Poste) -> Evaluation:
    """Transmit the evaluation from the portal's page, which is a step of its own; return it."""
    evaluation = Evaluation.objects.get()
    assert (evaluation.etat, evaluation.gir, evaluation.transmise_le) == (EtatEvaluation.TERMINEE, 5, None)
    page = poste.page
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Transmission des évaluations", exact=True).click()
    page.get_by_label(f"Choisir l’évaluation E{evaluation.pk}", exact=True).check()
    page.get_by_role("button", name="Vérifier avant de transmettre").click()
    page.get_by_role("button", name="Transmettre à la caisse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Évaluations transmises")
    return evaluation


def lire_et_accepter(page: Page, evaluation: Evaluation) -> None:
    """Read it at the caisse: what was typed without a network is there."""
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Évaluations reçues", exact=True).click()
    page.get_by_role("link", name=f"E{evaluation.pk}", exact=True).click()
    for texte in ("Docteur Rolland", "Madame DURAND ne passe plus l’aspirateur.", "Entretien du logement et du linge"):
        expect(page.get_by_role("main")).to_contain_text(texte)
    page.get_by_role("button", name="Accepter l’évaluation").click()
    expect(page.get_by_text("est acceptée")).to_be_visible()


def exporter_et_payer(page: Page) -> None:
    """Export from the caisse, then import what its system answers."""
    page.goto("/evaluations/caisse/exports/")
    page.get_by_role("button", name="Exporter les évaluations en attente").click()
    expect(page.get_by_text("créé avec 1 évaluation.")).to_be_visible()
    nom, octets = fichier_paiements_evaluations(ExportEvaluations.objects.get())
    importer(page, "Paiements", nom, octets)


def voir_le_bordereau(page: Page, evaluation: Evaluation) -> None:
    page.goto("/services/")
    page.get_by_role("main").get_by_role("link", name="Bordereaux de paiements", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="BE").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"E{evaluation.pk}")
    expect(page.get_by_role("main")).to_contain_text("95,00")


@pytest.mark.exigence("EVA-01", "EVA-02", "EVA-04", "EVA-05", "EVA-06", "EVA-07", "EVA-08", "EVA-14")
@pytest.mark.exigence("CAI-08", "CAI-09")
def test_une_evaluation_va_de_la_commande_au_bordereau_navigateur_ferme_deux_fois(
    poste: Poste, page_caisse: Page, evaluateur: Utilisateur
) -> None:
    commande = commander(page_caisse)
    reserver_ici(poste, commande)
    redemarrer_sans_reseau(poste)
    remplir(poste, 0, MOITIE)
    redemarrer_sans_reseau(poste)
    ouvrir(poste, 0)
    expect(poste.page.get_by_label("Médecin traitant")).to_have_value("Docteur Rolland")
    remplir(poste, MOITIE, len(SECTIONS))
    terminer(poste)
    assert not Evaluation.objects.exists()

    page = poste.redemarrer()
    poste.connecter(evaluateur)
    poste.entrer()
    synchroniser(poste)
    assert EnvoiEvaluation.objects.get().resultat == "prise"
    evaluation = transmettre(poste)
    page.goto(f"/evaluations/{evaluation.pk}/saisie/visite/")
    expect(page.get_by_text("Docteur Rolland")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)

    lire_et_accepter(page_caisse, evaluation)
    exporter_et_payer(page_caisse)
    voir_le_bordereau(page, evaluation)
    commande.refresh_from_db()
    evaluation.refresh_from_db()
    assert (commande.etat, evaluation.etat) == (EtatCommande.REALISEE, EtatEvaluation.PAYEE)


@pytest.mark.exigence("EVA-02", "EVA-04", "EVA-06", "EVA-07", "EVA-11", "EVA-14", "PLU-15", "CAI-09")
def test_les_donnees_du_navigateur_effacees_a_mi_chemin_reviennent_de_la_copie_scellee(
    poste: Poste, page_caisse: Page, evaluateur: Utilisateur, tmp_path: Path
) -> None:
    commande = commander(page_caisse)
    reserver_ici(poste, commande)
    redemarrer_sans_reseau(poste)
    noter(poste, commande, 1, MOITIE)
    remplir(poste, 0, 1)
    copie = enregistrer_une_copie(poste.page, tmp_path)
    effacer_les_donnees(poste)
    assert not Evaluation.objects.exists()

    page = poste.redemarrer()
    poste.connecter(evaluateur)
    page.goto("/evaluations/synchronisation/")
    expect(page.get_by_role("heading", name="Le mode déconnecté n’est pas utilisable")).to_be_visible()
    poste.generer(NOUVEAU_CODE)
    page.goto("/evaluations/synchronisation/")
    page.get_by_role("button", name="Prendre ici ses commandes : Portable du bureau").click()
    poste.entrer(NOUVEAU_CODE)
    synchroniser(poste)
    restaurer(poste, copie)

    poste.redemarrer()
    poste.contexte.set_offline(True)
    poste.entrer(NOUVEAU_CODE)
    noter(poste, commande, MOITIE, len(SECTIONS) - 1)
    remplir(poste, len(SECTIONS) - 1, len(SECTIONS))
    terminer(poste)
    poste.contexte.set_offline(False)
    poste.connecter(evaluateur)
    synchroniser(poste)
    lire_et_accepter(page_caisse, transmettre(poste))
    fins = list(Reservation.objects.order_by("pk").values_list("fin", flat=True))
    assert fins == [FinReservation.REFAITE, FinReservation.REALISEE]


def enregistrer_une_copie(page: Page, dossier: Path) -> Path:
    with page.expect_download(timeout=30_000) as telechargement:
        page.get_by_role("button", name="Enregistrer une copie").click()
    fichier = dossier / "copie.ppas"
    telechargement.value.save_as(fichier)
    assert "DURAND" not in fichier.read_text(encoding="utf-8")
    return fichier


def effacer_les_donnees(poste: Poste) -> None:
    """Clear all that the browser holds of the portal, as « Effacer l’historique » does."""
    poste.page.goto("about:blank")
    session = poste.contexte.new_cdp_session(poste.page)
    session.send("Storage.clearDataForOrigin", {"origin": poste.url, "storageTypes": "all"})


def restaurer(poste: Poste, copie: Path) -> None:
    page = poste.page
    poste.aller("#copies")
    page.get_by_label("Fichier de la copie (.ppas)").set_input_files(copie)
    page.get_by_label("Code de la copie").fill(CODE)
    page.get_by_role("button", name="Restaurer", exact=True).click()
    expect(page.get_by_text("1 évaluation a été restaurée")).to_be_visible()

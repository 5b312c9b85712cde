"""From the order to the portal and back, in a real browser: network off, typed, synchronised, lost, restored."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil, Commande, CopieScellee, EnvoiEvaluation, Evaluation, Reservation
from ppas.evaluations.operations.reponses import ecrire_reponses
from tests.navigateur.hors_ligne.conftest import CODE, SYNCHRONISATION, Poste


@pytest.fixture
def regarder(
    capture: Callable[[Page, str], None], sans_defaut_axe: Callable[[Page], None]
) -> Callable[[Page, str], None]:
    """Return `regarder(page, "nom")`: pictures of the page at both widths, and axe."""

    def faire(page: Page, nom: str) -> None:
        capture(page, nom)
        sans_defaut_axe(page)

    return faire


@pytest.mark.exigence("EVA-07", "EVA-14")
def test_ce_qui_est_saisi_sans_reseau_arrive_une_fois_sur_le_portail(
    poste: Poste, commande_a_faire: Commande, regarder: Callable[[Page, str], None]
) -> None:
    poste.generer()
    poste.entrer()
    poste.synchroniser()
    assert Reservation.objects.get().appareil == Appareil.objects.get()
    poste.contexte.set_offline(True)
    poste.noter(commande_a_faire.pk, "Docteur MARTIN")
    poste.synchroniser("Le portail ne répond pas")
    regarder(poste.page, "application-hors-ligne")
    page = poste.redemarrer()
    poste.entrer()
    poste.synchroniser("Reconnectez-vous")
    expect(page.get_by_role("link", name="Reconnectez-vous")).to_have_attribute(
        "href", "/comptes/connexion/?next=%2Fhors-ligne%2F%23synchronisation"
    )
    poste.connecter(Reservation.objects.get().evaluateur)
    poste.synchroniser()
    regarder(page, "application-synchronisee")
    assert Evaluation.objects.get().reponses == {"visite_medecin": "Docteur MARTIN"}
    assert EnvoiEvaluation.objects.count() == 1
    assert CopieScellee.objects.get().nb_evaluations == 1
    page.goto(SYNCHRONISATION)
    expect(page.get_by_role("heading", name="Le mode déconnecté n’est pas utilisable")).to_be_hidden()
    regarder(page, "synchronisation")


@pytest.mark.exigence("EVA-07")
def test_un_conflit_se_choisit_sur_le_portail_et_revient_sur_l_ordinateur(
    poste: Poste, commande_a_faire: Commande, regarder: Callable[[Page, str], None]
) -> None:
    poste.generer()
    poste.entrer()
    poste.synchroniser()
    poste.noter(commande_a_faire.pk, "Docteur MARTIN")
    poste.synchroniser()
    ecrire_reponses(Evaluation.objects.get(), {"visite_medecin": "Docteur PETIT", "visite_digicode": "12B"})
    poste.noter(commande_a_faire.pk, "Docteur MOREAU")
    poste.synchroniser("deux versions existent")
    page = poste.page
    page.get_by_role("link", name="Choisir la version à garder").click()
    regarder(page, "synchronisation-conflit")
    page.get_by_role("link", name="Comparer et choisir").click()
    regarder(page, "envoi-choisir")
    page.get_by_role("button", name="Garder la version de l’ordinateur").click()
    expect(page.get_by_text("est gardée. L’autre reste lisible")).to_be_visible()
    poste.entrer()
    poste.synchroniser()
    assert poste.reponses(commande_a_faire.pk) == {"visite_medecin": "Docteur MOREAU"}


@pytest.mark.exigence("EVA-09", "EVA-11", "PLU-15")
def test_donnees_effacees_le_portail_le_dit_et_la_copie_scellee_les_rend(
    poste: Poste,
    nouveau_poste: Callable[[str], Poste],
    evaluateur: Utilisateur,
    commande_a_faire: Commande,
    regarder: Callable[[Page, str], None],
) -> None:
    poste.generer()
    poste.entrer()
    poste.synchroniser()
    poste.noter(commande_a_faire.pk, "Docteur PETIT")
    poste.synchroniser()
    poste.noter(commande_a_faire.pk, "Docteur MARTIN")
    poste.deposer_la_copie()
    autre = nouveau_poste("autre")
    autre.connecter(evaluateur)
    page = autre.page
    page.goto(SYNCHRONISATION)
    expect(page.get_by_role("heading", name="Le mode déconnecté n’est pas utilisable")).to_be_visible()
    regarder(page, "perte")
    for adresse in ("/evaluations/mode-deconnecte/", "/evaluations/commandes/"):
        page.goto(adresse)
        expect(page.get_by_role("heading", name="Le mode déconnecté n’est pas utilisable")).to_be_visible()
    autre.generer("1357908642")
    page.goto(SYNCHRONISATION)
    page.get_by_role("button", name="Prendre ici ses commandes : Portable du bureau").click()
    autre.entrer("1357908642")
    autre.synchroniser()
    assert autre.reponses(commande_a_faire.pk) == {"visite_medecin": "Docteur PETIT"}
    autre.aller("#copies")
    page.get_by_label("Copie", exact=True).select_option(str(Appareil.objects.earliest("pk").identifiant))
    page.get_by_label("Code de la copie").fill(CODE)
    regarder(page, "copies")
    page.get_by_role("button", name="Restaurer", exact=True).click()
    expect(page.get_by_text("1 évaluation a été restaurée")).to_be_visible()
    assert autre.reponses(commande_a_faire.pk) == {"visite_medecin": "Docteur MARTIN"}
    autre.synchroniser()
    assert Evaluation.objects.get().reponses == {"visite_medecin": "Docteur MARTIN"}


@pytest.mark.exigence("EVA-07", "EVA-19")
def test_une_reponse_a_moitie_tapee_reste_a_l_ecran_sur_le_portail_et_dans_la_copie(
    poste: Poste, commande_a_faire: Commande
) -> None:
    poste.generer()
    poste.entrer()
    poste.synchroniser()
    poste.aller(f"#commande/{commande_a_faire.pk}/aides/aides_menagere")
    champ = poste.page.locator("#q-aides_menagere")
    champ.fill("12h")
    champ.blur()
    poste.noter(commande_a_faire.pk, "Docteur PETIT")
    poste.synchroniser("Une réponse n’a pas pu être enregistrée")
    poste.synchroniser()
    assert Evaluation.objects.get().reponses == {"visite_medecin": "Docteur PETIT"}
    tapees = {"visite_medecin": "Docteur PETIT", "aides_menagere": "12h"}
    assert EnvoiEvaluation.objects.get().reponses == tapees
    poste.redemarrer()
    poste.entrer()
    assert poste.reponses(commande_a_faire.pk) == tapees
    poste.aller(f"#commande/{commande_a_faire.pk}/aides/aides_menagere")
    expect(poste.page.locator("#q-aides_menagere")).to_have_value("12h")


@pytest.mark.exigence("EVA-18")
def test_l_aide_se_lit_sans_se_connecter(
    nouveau_poste: Callable[[str], Poste], evaluateur: Utilisateur, regarder: Callable[[Page, str], None]
) -> None:
    page = nouveau_poste("visiteur").page
    page.goto("/evaluations/mode-deconnecte/aide/")
    regarder(page, "aide-hors-ligne")

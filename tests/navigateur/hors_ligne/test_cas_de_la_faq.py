"""The FAQ's table of cases in a real browser (EVA-09 to EVA-13): what goes, what the portal says, what comes back.

A computer is a profile folder. Another browser is another profile too, which calls itself Edge: whatever its make, it
shares nothing with the first one. What the settings of Chromium clear is cleared here by its own commands: the site's
data by `Storage.clearDataForOrigin`, the cached pictures and files by `Network.clearBrowserCache`; the history is
taken out of the profile while the browser is closed.
"""

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Appareil, Commande, Evaluation, Reservation
from tests.navigateur.hors_ligne.conftest import APPLICATION, CODE, GESTION, SYNCHRONISATION, Poste

NOUVEAU_CODE = "1357908642"
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/999.0.0.0 Safari/537.36"
PAGES = [SYNCHRONISATION, GESTION, "/evaluations/commandes/"]
SYNCHRONISE = {"visite_medecin": "Docteur PETIT"}
TOUT = SYNCHRONISE | {"visite_digicode": "12B"}
HISTORIQUE = ("History*", "Visited Links", "Top Sites*", "Favicons*", "Sessions", "Cache", "Code Cache")


@pytest.fixture
def prepare(poste: Poste, commande_a_faire: Commande) -> Poste:
    """A computer where one answer was synchronised, then another one typed, which only the sealed copy has."""
    poste.generer()
    poste.entrer()
    poste.synchroniser()
    poste.noter(commande_a_faire.pk, "Docteur PETIT")
    poste.synchroniser()
    poste.noter(commande_a_faire.pk, "12B", "visite_digicode")
    poste.deposer_la_copie()
    assert Evaluation.objects.get().reponses == SYNCHRONISE
    return poste


def dit_a_refaire(page: Page, generer: str, reserver: str) -> None:
    """Check what each page says is to be redone: the two rows of the FAQ's table."""
    for adresse in PAGES:
        page.goto(adresse)
        expect(page.locator("#perte [data-reponse]")).to_have_text([generer, reserver])
        panneau = page.get_by_role("region", name="Le mode déconnecté n’est pas utilisable dans ce navigateur")
        expect(panneau).to_have_count(0 if (generer, reserver) == ("Non", "Non") else 1)


def effacer_les_donnees_du_site(poste: Poste) -> None:
    """« Cookies et autres données des sites »: the session goes too, and one signs in again."""
    poste.page.goto("about:blank")
    outils = poste.contexte.new_cdp_session(poste.page)
    outils.send("Storage.clearDataForOrigin", {"origin": poste.url, "storageTypes": "all"})
    poste.contexte.clear_cookies()
    poste.redemarrer()
    poste.connecter(Utilisateur.objects.get(login="Martin37"))


def effacer_l_historique(poste: Poste) -> None:
    """History, cached pictures and files; the site's data stay."""
    poste.contexte.new_cdp_session(poste.page).send("Network.clearBrowserCache")
    poste.fermer()
    trouves = [chemin for motif in HISTORIQUE for chemin in (poste.profil / "Default").glob(motif)]
    assert {"History", "Cache"} <= {chemin.name for chemin in trouves}
    for chemin in trouves:
        shutil.rmtree(chemin) if chemin.is_dir() else chemin.unlink()
    poste.ouvrir()


def refaire(poste: Poste) -> None:
    """Generate the mode, then take the orders of the computer before, as the panel says."""
    poste.generer(NOUVEAU_CODE)
    poste.page.goto(SYNCHRONISATION)
    poste.page.get_by_role("button", name="Prendre ici ses commandes : Portable du bureau").click()
    expect(poste.page.get_by_text("réservée à votre nom sur l’ordinateur « Portable du bureau »")).to_be_visible()
    assert Reservation.objects.en_cours().get().appareil == Appareil.objects.latest("pk")
    poste.entrer(NOUVEAU_CODE)
    poste.synchroniser()


def restaurer(poste: Poste) -> None:
    """Open the sealed copy of the computer before, with the code of then."""
    poste.aller("#copies")
    ancien = str(Appareil.objects.earliest("pk").identifiant)
    poste.page.get_by_label("Copie", exact=True).select_option(ancien)
    poste.page.get_by_label("Code de la copie").fill(CODE)
    poste.page.get_by_role("button", name="Restaurer", exact=True).click()
    expect(poste.page.get_by_text("1 évaluation a été restaurée")).to_be_visible()


def refaire_et_restaurer(poste: Poste, commande: Commande) -> None:
    """Redo what the panel says: what was synchronised comes with the orders, the rest with the copy."""
    refaire(poste)
    assert poste.reponses(commande.pk) == SYNCHRONISE
    restaurer(poste)
    assert poste.reponses(commande.pk) == TOUT
    poste.synchroniser()
    assert Evaluation.objects.get().reponses == TOUT


def rien_n_est_perdu(poste: Poste, commande: Commande) -> None:
    """Open the application without a network, then send what waits."""
    poste.contexte.set_offline(True)
    poste.entrer()
    assert poste.reponses(commande.pk) == TOUT
    poste.contexte.set_offline(False)
    poste.synchroniser()
    assert Evaluation.objects.get().reponses == TOUT
    assert Appareil.objects.count() == Reservation.objects.en_cours().count() == 1


@pytest.mark.exigence("EVA-09", "PLU-15")
def test_changement_d_ordinateur_generer_oui_reserver_oui(
    prepare: Poste, nouveau_poste: Callable[..., Poste], evaluateur: Utilisateur, commande_a_faire: Commande
) -> None:
    autre = nouveau_poste("autre")
    autre.connecter(evaluateur)
    dit_a_refaire(autre.page, "Oui", "Oui")
    expect(autre.page.get_by_text("Si c’était sur un autre ordinateur, elles y sont toujours")).to_be_visible()
    refaire_et_restaurer(autre, commande_a_faire)
    dit_a_refaire(autre.page, "Non", "Non")


@pytest.mark.exigence("EVA-10", "PLU-15")
def test_changement_de_navigateur_generer_oui_reserver_oui(
    prepare: Poste, nouveau_poste: Callable[..., Poste], evaluateur: Utilisateur, commande_a_faire: Commande
) -> None:
    autre = nouveau_poste("autre", agent=f"{LINUX} Edg/999.0.0.0")
    autre.connecter(evaluateur)
    dit_a_refaire(autre.page, "Oui", "Oui")
    expect(autre.page.get_by_text("Vous l’avez généré dans un autre navigateur")).to_be_visible()
    assert prepare.reponses(commande_a_faire.pk) == TOUT
    refaire_et_restaurer(autre, commande_a_faire)
    assert Appareil.objects.latest("pk").navigateur == "Edge sur Linux"


@pytest.mark.exigence("EVA-11")
def test_historique_supprime_sans_les_donnees_du_site_generer_non_reserver_non(
    prepare: Poste, commande_a_faire: Commande, evaluateur: Utilisateur
) -> None:
    effacer_l_historique(prepare)
    prepare.connecter(evaluateur)
    dit_a_refaire(prepare.page, "Non", "Non")
    rien_n_est_perdu(prepare, commande_a_faire)


@pytest.mark.exigence("EVA-11", "PLU-15")
def test_historique_supprime_avec_les_donnees_du_site_generer_oui_reserver_oui(
    prepare: Poste, commande_a_faire: Commande
) -> None:
    effacer_les_donnees_du_site(prepare)
    dit_a_refaire(prepare.page, "Oui", "Oui")
    expect(prepare.page.get_by_text("si c’était celui-ci, ses données ont été effacées")).to_be_visible()
    prepare.page.goto(APPLICATION)
    expect(prepare.page.get_by_role("heading", level=1)).to_have_text("Le mode déconnecté n’est pas généré ici")
    refaire_et_restaurer(prepare, commande_a_faire)


@pytest.mark.exigence("EVA-12")
def test_mise_a_jour_du_navigateur_generer_non_reserver_non(
    prepare: Poste, commande_a_faire: Commande, evaluateur: Utilisateur
) -> None:
    prepare.agent = LINUX
    assert "Chrome/999" in prepare.redemarrer().evaluate("navigator.userAgent")
    prepare.connecter(evaluateur)
    dit_a_refaire(prepare.page, "Non", "Non")
    rien_n_est_perdu(prepare, commande_a_faire)


@pytest.mark.exigence("EVA-13")
def test_synchroniser_avant_d_effacer_ne_perd_rien_meme_sans_copie(prepare: Poste, commande_a_faire: Commande) -> None:
    prepare.synchroniser()
    effacer_les_donnees_du_site(prepare)
    refaire(prepare)
    assert prepare.reponses(commande_a_faire.pk) == TOUT


@pytest.mark.exigence("EVA-13")
def test_temoin_effacer_sans_synchroniser_perd_ce_qui_n_est_que_dans_le_navigateur(
    prepare: Poste, commande_a_faire: Commande
) -> None:
    effacer_les_donnees_du_site(prepare)
    refaire(prepare)
    assert prepare.reponses(commande_a_faire.pk) == SYNCHRONISE

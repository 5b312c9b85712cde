"""Firefox ESR: from the order to the portal, and what a kill or a thief leaves; the rest of this folder is in Chromium.

puppeteer-core drives Debian's Firefox by WebDriver BiDi. Rather than a network said to be off, the portal itself is
stopped. Nobody can answer Firefox's question on lasting storage there: a preference of the browser says « yes ».
"""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest
from django.conf import LazySettings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test.testcases import LiveServerThread
from pytest_django.live_server_helper import LiveServer

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Appareil, Commande, EnvoiEvaluation, Evaluation, Reservation
from ppas.evaluations.views.public.hors_ligne import application_servie
from ppas.partenaires.models import Convention
from tests.factories import BeneficiaireFactory
from tests.factories.evaluations import CommandeFactory
from tests.navigateur.hors_ligne.conftest import APPLICATION, CANARIS, CODE, commande
from tests.navigateur.hors_ligne.firefox import RACINE, PosteFirefox, bouton
from tests.navigateur.hors_ligne.profil import trouves
from tests.navigateur.hors_ligne.saisie_complete import reponses

SUR_L_ECRAN = {"visite_medecin": "Docteur Rolland", "visite_evaluateur": "Mikael Martin"}
EN_CLAIR = ["Portable du bureau", "Évaluations hors ligne"]
"""What may be read by anybody: in the storage, in the history and in what a crash gives back."""
DELAI_S = 1.0
COUPEE = Event()


class Serveur(ThreadedWSGIServer):
    """A server that takes the address of the one before at once."""

    def server_bind(self) -> None:
        self.allow_reuse_address = True
        super().server_bind()


@dataclass
class Portail:
    """A portal of one test alone, that stops and starts again at the same address."""

    serveur: LiveServer

    def arreter(self) -> None:
        self.serveur.stop()

    def remettre(self) -> None:
        self.serveur = LiveServer(f"localhost:{self.serveur.thread.port}")


def ligne(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let everything through but, while `COUPEE`, the second half of the answer to an evaluation that was taken."""

    def a_moitie(reponse: HttpResponse) -> Iterator[bytes]:
        yield reponse.content[: len(reponse.content) // 2]
        raise ConnectionResetError

    def traiter(request: HttpRequest) -> HttpResponseBase:
        reponse = suite(request)
        est_coupee = COUPEE.is_set() and request.path == f"{APPLICATION}api/evaluations/"
        return StreamingHttpResponse(a_moitie(reponse)) if est_coupee else reponse

    return traiter


@pytest.fixture
def portail(transactional_db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portail]:
    """The portal, behind a line that may be cut."""
    application_servie.cache_clear()
    settings.MIDDLEWARE = [f"{__name__}.{ligne.__name__}", *settings.MIDDLEWARE]
    monkeypatch.setattr(LiveServerThread, "server_class", Serveur)
    portail = Portail(LiveServer("localhost"))
    yield portail
    COUPEE.clear()
    if portail.serveur.thread.is_alive():
        portail.arreter()


@pytest.fixture
def poste(portail: Portail, evaluateur: Utilisateur, tmp_path: Path) -> Iterator[PosteFirefox]:
    """A computer with Firefox; without it, or without its driver, the test is skipped."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("no Firefox here: run bin/preparer --tests")
    if not (RACINE / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("puppeteer-core is not in node_modules: run bin/preparer")
    profil = tmp_path / "profil"
    profil.mkdir()
    poste = PosteFirefox(firefox, profil, portail.serveur.url)
    try:
        assert poste.ouvrir().startswith("firefox/")
        yield poste
    finally:
        poste.finir()


def commander() -> Commande:
    """An order for somebody whose name is found nowhere else."""
    convention = Convention.objects.get()
    beneficiaire = BeneficiaireFactory(caisse=convention.caisse, **CANARIS)
    return CommandeFactory(convention=convention, beneficiaire=beneficiaire)


def reserver_ici(poste: PosteFirefox, a_faire: Commande) -> None:
    """Generate the offline mode, reserve the order from the list on this computer, bring it."""
    poste.generer()
    poste.aller("/evaluations/commandes/")
    poste.voir("Emporter sur cet ordinateur")
    poste.cliquer(f"#commande-{a_faire.pk}")
    poste.cliquer(bouton("Réserver les commandes cochées"))
    poste.voir("réservée à votre nom sur l’ordinateur « Portable du bureau »")
    assert Reservation.objects.get().appareil == Appareil.objects.get()
    poste.entrer()
    poste.synchroniser("Commandes sur cet ordinateur : 1")


def remplir_et_terminer(poste: PosteFirefox, a_faire: Commande) -> None:
    """Answer everything; the first section on its screen, typing and ticking."""
    voulues = reponses() | SUR_L_ECRAN
    tapees = [*SUR_L_ECRAN, "visite_date"]
    poste.cliquer(f"main a[href='#commande/{a_faire.pk}']")
    for cle in tapees:
        poste.remplir(f"#q-{cle}", voulues[cle])
    for cle in ("visite_presents", "visite_demande", "visite_coordonnees_changees"):
        for valeur in [voulues[cle]] if isinstance(voulues[cle], str) else voulues[cle]:
            poste.cliquer(f"[id^='q-{cle}'][value='{valeur}']")
    poste.voir("Enregistré à")
    section = {cle: valeur for cle, valeur in voulues.items() if cle.startswith("visite_")}
    poste.noter(a_faire.pk, {cle: valeur for cle, valeur in voulues.items() if cle not in section})
    assert poste.gardees() == [voulues]
    poste.cliquer(bouton("Terminer l’évaluation"))
    poste.voir("L’évaluation est terminée sur cet ordinateur")


def attendre(est_vrai: Callable[[], bool]) -> None:
    """Wait for what the browser does in its own time, as long as a busy machine may take."""
    fin = time.monotonic() + 15
    while not est_vrai() and time.monotonic() < fin:
        time.sleep(0.1)


def verifier_le_profil(poste: PosteFirefox, secrets: list[str]) -> None:
    """Search the profile folder for what nobody may read there, and first for what is there in clear."""
    temoins = trouves(poste.profil, EN_CLAIR)
    for fichier in ("idb", "places.sqlite", "sessionstore"):
        assert any(fichier in temoin for temoin in temoins), temoins
    assert trouves(poste.profil, [*CANARIS.values(), *secrets, CODE]) == []


@pytest.mark.exigence("EVA-02", "EVA-06", "EVA-07", "EVA-14", "PLU-15")
def test_firefox_va_de_la_commande_au_portail_et_une_reponse_perdue_ne_double_rien(
    poste: PosteFirefox, portail: Portail, evaluateur: Utilisateur
) -> None:
    a_faire = commander()
    poste.se_connecter(evaluateur)
    reserver_ici(poste, a_faire)
    assert Appareil.objects.get().navigateur == "Firefox sur Linux"

    portail.arreter()
    poste.redemarrer()
    poste.entrer()
    remplir_et_terminer(poste, a_faire)
    poste.synchroniser("Le portail ne répond pas")

    portail.remettre()
    COUPEE.set()
    poste.se_connecter(evaluateur)
    poste.entrer()
    poste.synchroniser("1 évaluation reste à envoyer : rien n’est perdu")
    assert Evaluation.objects.get().etat == EtatEvaluation.TERMINEE
    assert poste.gardees() == [reponses() | SUR_L_ECRAN]

    COUPEE.clear()
    poste.synchroniser(f"Commande n° {a_faire.numero} : enregistrée sur le portail")
    poste.voir("Synchronisation terminée")
    assert poste.gardees() == []
    poste.synchroniser("Synchronisation terminée")
    evaluation, envoi = Evaluation.objects.get(), EnvoiEvaluation.objects.get()
    assert (evaluation.etat, evaluation.gir, envoi.resultat) == (EtatEvaluation.TERMINEE, 5, "prise")
    assert envoi.reponses == reponses() | SUR_L_ECRAN

    poste.faire("fermer")
    verifier_le_profil(poste, list(SUR_L_ECRAN.values()))


@pytest.mark.exigence("EVA-14", "PLU-15")
def test_firefox_tue_en_pleine_saisie_garde_ce_qui_est_tape_et_n_en_montre_rien(
    poste: PosteFirefox, portail: Portail, evaluateur: Utilisateur
) -> None:
    poste.se_connecter(evaluateur)
    poste.generer()
    poste.entrer()
    poste.recevoir(commande())
    portail.arreter()
    attendre(lambda: trouves(poste.profil / "sessionstore-backups", EN_CLAIR) != [])
    garde = ""
    for present in ("enfant", "voisin"):
        poste.aller(f"{APPLICATION}#commande/1/visite")
        poste.cliquer(f"[id^='q-visite_presents'][value='{present}']")
        poste.cliquer("#q-visite_medecin")
        poste.faire("taper", "End")
        gestes, fin = [(0.0, garde)], time.monotonic() + DELAI_S + random.uniform(0.5, 1.5)
        while time.monotonic() < fin:
            poste.faire("taper", random.choice("abcdefghij"))
            gestes.append((time.monotonic(), poste.faire("evaluer", "() => document.activeElement.value")))
        mort = time.monotonic()
        poste.tuer()
        attendu = [texte for instant, texte in gestes if instant <= mort - DELAI_S][-1]
        verifier_le_profil(poste, ["q-visite_presents", attendu])
        poste.ouvrir()
        poste.entrer()
        (gardees,) = poste.gardees()
        garde = gardees["visite_medecin"]
        assert garde.startswith(attendu)
        assert len(attendu) > 1
        assert present in gardees["visite_presents"]

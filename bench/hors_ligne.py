"""EVA: the offline application in a real browser: what it weighs, when it is ready, how it types and synchronises.

Chromium on the portal that `bench.servi` serves; both sides of each ratio in one run, in turn. Without a Chromium or
Playwright there is no figure, and it says so.
"""

import argparse
import json
import os
import statistics
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's synchronous API keeps an event loop here
os.environ.setdefault("PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS", "1")  # what the worker asks for is weighed too

from playwright.sync_api import BrowserContext, Page, Playwright, Request, sync_playwright

from bench.commun import Chiffre, chronometrer, creer_les_tables, entretenir, medianes, rendre
from bench.evaluations import reponses_completes
from bench.navigateur import chromium, poste, servir
from ppas.caisses.models import TypePartenaire
from ppas.caisses.operations.charger_references import charger_references
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, FinReservation, ResultatEnvoi
from ppas.evaluations.models import Commande, EnvoiEvaluation, Reservation
from ppas.evaluations.operations.reservations import reserver
from ppas.evaluations.operations.saisie import commencer
from ppas.evaluations.regles.description import DERNIERE_VERSION, FORMULAIRES
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from tests.factories import ConventionFactory, RattachementFactory, UtilisateurFactory
from tests.factories.evaluations import CommandeFactory

CODE = "cerise7 bleu"
APPLICATION, GESTION, EN_COURS = "/hors-ligne/", "/evaluations/mode-deconnecte/", "/evaluations/en-cours/"
KO_MAX, PRETE_MAX, ENREGISTREE_MAX_MS, SYNCHRONISATION_MAX = 150, 1, 50, 5
NB_SECTIONS, NB_COMMANDES, NB_EVALUATIONS = 40, 200, 20
RANG_BENEFICIAIRE = "visite_medecin"
"""A question that no other depends on."""

INSTALLER = """async () => {
  const { installer } = await import("/hors-ligne/versions.js");
  return installer();
}"""
REMPLACER_LE_FORMULAIRE = """async ([chemin, description]) => {
  for (const nom of await caches.keys()) {
    const cache = await caches.open(nom);
    if (await cache.match(chemin)) await cache.put(chemin, Response.json(description));
  }
}"""
RECEVOIR = """async ([ids, version, reponses, nb]) => {
  const { session } = await import("/hors-ligne/session.js");
  const { carnet } = session;
  const commandes = carnet.commandes();
  const modele = commandes[0];
  for (let id = 1; commandes.length < nb; id++) commandes.push({ ...modele, id: -id, numero: `X${id}` });
  const evaluations = ids.map((commande) => ({ commande, version, revision: 0, etat: "en_cours", reponses }));
  await carnet.recevoirCommandes({ commandes, plafonds: carnet.plafonds, evaluations });
}"""
NOTER = """async ([id, cle, tours]) => {
  const { session } = await import("/hors-ligne/session.js");
  const durees = [];
  for (let tour = 0; tour < tours; tour++) {
    const debut = performance.now();
    await session.suivre(session.carnet.noter(id, cle, `Docteur ${tour}`));
    durees.push(performance.now() - debut);
  }
  return durees;
}"""
TERMINER = """async ([ids, cle, valeur]) => {
  const { session } = await import("/hors-ligne/session.js");
  for (const id of ids) {
    await session.carnet.noter(id, cle, valeur);
    await session.carnet.marquerTerminee(id);
  }
}"""
SYNCHRONISER = """async () => {
  const { session } = await import("/hors-ligne/session.js");
  const { api, synchroniser } = await import("/hors-ligne/synchronisation.js");
  const debut = performance.now();
  const bilan = await synchroniser({ carnet: session.carnet, api });
  return { duree: performance.now() - debut, prises: bilan.prises, arret: bilan.arret?.message ?? null };
}"""
CORPS = """async () => {
  const { session } = await import("/hors-ligne/session.js");
  const appareil = session.appareil.identifiant;
  return (await session.carnet.aEnvoyer()).map((envoi) => JSON.stringify({ appareil, envoi }));
}"""
POSTER = """async (corps) => {
  const debut = performance.now();
  for (const body of corps) {
    const reponse = await fetch("/banc/corps/", { method: "POST", body, cache: "no-store" });
    await reponse.text();
    if (!reponse.ok) throw new Error(String(reponse.status));
  }
  return performance.now() - debut;
}"""


def evaluateur() -> Utilisateur:
    """Make the tables, and somebody who works for a structure that evaluates."""
    creer_les_tables()
    charger_references()
    nature = TypePartenaire.objects.get(code=TypePartenaire.EVALUATION)
    convention = ConventionFactory(code="BANC", type_partenaire=nature)
    qui = UtilisateurFactory(login=f"banc{time.time_ns()}")
    return RattachementFactory(partenaire=convention.partenaire, utilisateur=qui).utilisateur


def commander(qui: Utilisateur, nb: int) -> list[Commande]:
    """Let `qui` hold `nb` new orders, and no other one."""
    Commande.objects.filter(etat=EtatCommande.RESERVEE).update(etat=EtatCommande.REALISEE)
    Reservation.objects.en_cours().update(finie_le=maintenant(), fin=FinReservation.REALISEE)
    commandes = CommandeFactory.create_batch(nb, convention=Convention.objects.get(code="BANC"))
    for commande in commandes:
        reserver(commande, evaluateur=qui)
    return commandes


def peser(playwright: Playwright, port: int, qui: Utilisateur) -> Chiffre:
    """Weigh what a browser that never came is sent: the page and all that it asks for, then what the worker keeps."""
    recues: list[Request] = []
    with poste(playwright, "neuf", f"http://127.0.0.1:{port}", qui) as (contexte, page):
        contexte.on("requestfinished", lambda requete: recues.append(requete))  # noqa: PLW0108 -- Playwright marks it
        page.goto(APPLICATION)
        page.wait_for_load_state("networkidle")
        page.evaluate(INSTALLER)
        page.wait_for_load_state("networkidle")
        tailles = [requete.sizes() for requete in recues]
    corps, entetes = (sum(taille[nom] for taille in tailles) for nom in ("responseBodySize", "responseHeadersSize"))
    detail = f"{len(recues)} responses, compressed; {entetes / 1000:.1f} kB of headers beside, over HTTP/1.1"
    return Chiffre("EVA", "kB sent to install the offline application in a new browser", corps / 1000, KO_MAX, detail)


def generer(page: Page) -> None:
    """Generate the offline mode of this browser, and open the application."""
    page.goto(GESTION)
    page.get_by_label("Nom de cet ordinateur").fill("Banc")
    page.get_by_label("Code choisi").fill(CODE)
    page.get_by_label("Le même code, une seconde fois").fill(CODE)
    page.get_by_role("button", name="Générer le mode déconnecté").click()
    page.get_by_text("Le mode déconnecté est prêt").wait_for()
    entrer(page)


def entrer(page: Page) -> None:
    """Open the application with the code."""
    page.goto(APPLICATION)
    page.get_by_label("Code du mode déconnecté").fill(CODE)
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_role("button", name="Verrouiller").wait_for()


def ouvrir(contexte: BrowserContext, page: Page, tours: int) -> list[Chiffre]:
    """From the address to a page that can be used: the application without a network, then the list on line."""

    def sans_reseau() -> None:
        page.goto(APPLICATION)
        page.get_by_label("Code du mode déconnecté").wait_for()

    def en_ligne() -> None:
        page.goto(EN_COURS)
        page.get_by_role("heading", name="Évaluations en cours", level=1).wait_for()

    durees = []
    for _ in range(tours + 1):
        contexte.set_offline(True)
        page.goto("about:blank")
        local = chronometrer(sans_reseau)
        contexte.set_offline(False)
        page.goto("about:blank")
        durees.append((local, chronometrer(en_ligne)))
    local, distant = medianes(durees[1:])
    detail = f"{local * 1000:.0f} ms / {distant * 1000:.0f} ms; median of {tours}"
    return [
        Chiffre("EVA", "seconds for the offline application to be ready, network off", local, PRETE_MAX, detail),
        Chiffre("EVA", "offline application ready / list of evaluations on line", local / distant, None, detail),
    ]


def formulaire_long() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a description of NB_SECTIONS sections, those of the form over and over, and answers to all of it."""
    description = json.loads((FORMULAIRES / f"{DERNIERE_VERSION}.json").read_text())
    vraies, reponses = description["sections"], reponses_completes()
    sections, toutes = list(vraies), dict(reponses)
    for rang in range(NB_SECTIONS - len(vraies)):
        modele, suite = vraies[rang % len(vraies)], f"_{rang}"
        sections.append(_copie(modele, suite))
        toutes |= {f"{q['cle']}{suite}": reponses[q["cle"]] for q in modele["questions"] if q["cle"] in reponses}
    return description | {"sections": sections}, toutes


def _copie(section: dict[str, Any], suite: str) -> dict[str, Any]:
    siennes = {question["cle"] for question in section["questions"]}

    def suivie(question: dict[str, Any]) -> dict[str, Any]:
        si = question.get("si")
        if si and si["cle"] in siennes:
            si = si | {"cle": si["cle"] + suite}
        return question | {"cle": question["cle"] + suite} | ({"si": si} if si else {})

    questions = [suivie(question) for question in section["questions"]]
    return section | {"cle": section["cle"] + suite, "questions": questions}


def saisir(page: Page, commande: Commande, tours: int) -> Chiffre:
    """Keep an answer: sealed, on the disk, the screen of its section following; among NB_COMMANDES orders."""
    description, reponses = formulaire_long()
    chemin = f"/hors-ligne/formulaires/{DERNIERE_VERSION}.json"
    page.evaluate(REMPLACER_LE_FORMULAIRE, [chemin, description])
    entrer(page)
    synchroniser(page)
    page.evaluate(RECEVOIR, [[commande.pk], DERNIERE_VERSION, reponses, NB_COMMANDES])
    page.goto(f"{APPLICATION}#commande/{commande.pk}/visite")
    page.get_by_label("Médecin traitant").wait_for()
    assert page.locator("nav.sections li").count() == NB_SECTIONS
    durees = page.evaluate(NOTER, [commande.pk, RANG_BENEFICIAIRE, tours])
    mediane = statistics.median(durees)
    detail = f"slowest {max(durees):.0f} ms; {len(reponses)} answers; median of {tours}"
    libelle = f"ms to keep an answer, {NB_SECTIONS} sections, {NB_COMMANDES} orders"
    return Chiffre("EVA", libelle, mediane, ENREGISTREE_MAX_MS, detail)


def synchroniser(page: Page) -> dict[str, Any]:
    """Synchronise; return how long it took, in milliseconds, and what it did."""
    bilan = page.evaluate(SYNCHRONISER)
    assert bilan["arret"] is None, bilan
    return bilan


def envoyer(page: Page, qui: Utilisateur, tours: int) -> list[Chiffre]:
    """Twenty finished evaluations, one by one, and the orders, and the sealed copy; then the bytes alone."""
    durees = []
    octets = 0
    for tour in range(tours + 1):
        ids = [commande.pk for commande in commander(qui, NB_EVALUATIONS)]
        synchroniser(page)
        page.evaluate(RECEVOIR, [ids, DERNIERE_VERSION, reponses_completes(), 0])
        page.evaluate(TERMINER, [ids, RANG_BENEFICIAIRE, f"Docteur {tour}"])
        corps = page.evaluate(CORPS)
        octets = sum(map(len, corps))
        un_par_un = page.evaluate(POSTER, corps)
        ensemble = page.evaluate(POSTER, ["".join(corps)])
        entier = synchroniser(page)
        assert entier["prises"] == NB_EVALUATIONS, entier
        durees.append((entier["duree"], un_par_un, ensemble))
    recus = EnvoiEvaluation.objects.filter(resultat=ResultatEnvoi.PRISE, code="")
    assert recus.count() == (tours + 1) * NB_EVALUATIONS
    entier, un_par_un, ensemble = medianes(durees[1:])
    n = NB_EVALUATIONS
    return [
        Chiffre(
            "P15",
            f"synchronisation of {n} evaluations / bare POSTs of the same bytes, one by one as well",
            entier / un_par_un,
            SYNCHRONISATION_MAX,
            f"{entier:.0f} ms / {un_par_un:.0f} ms; {octets / 1000:.0f} kB; median of {tours}",
        ),
        Chiffre(
            "P15",
            f"synchronisation of {n} evaluations / one bare POST of all their bytes together",
            entier / ensemble,
            None,
            f"{entier:.0f} ms / {ensemble:.0f} ms; each leaves alone and has its own receipt",
        ),
    ]


def main() -> int:
    """Print the figures of the offline mode."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=9)
    options = analyseur.parse_args()
    if chromium() is None:
        print("EVA  no Chromium here: no figure")
        return 1
    qui = evaluateur()
    with servir() as port, sync_playwright() as playwright:
        chiffres = [peser(playwright, port, qui)]
        with poste(playwright, "poste", f"http://127.0.0.1:{port}", qui) as (contexte, page):
            for commande in commander(qui, 25):
                commencer(commande, par=qui)
            entretenir()
            generer(page)
            chiffres += ouvrir(contexte, page, options.tours)
            entrer(page)
            page.goto(f"{APPLICATION}#synchronisation")
            chiffres += envoyer(page, qui, options.tours)
            [commande] = commander(qui, 1)
            chiffres.append(saisir(page, commande, 5 * options.tours))
    return rendre(chiffres)


if __name__ == "__main__":
    sys.exit(main())

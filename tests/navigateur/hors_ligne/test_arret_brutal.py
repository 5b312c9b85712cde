"""O1: the browser is killed with -9 while someone types; what was typed more than a second before is there."""

import random
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests.navigateur.hors_ligne.conftest import Poste

pytestmark = pytest.mark.exigence("PLU-15")
DELAI = 1.0
SECTION = "#commande/1/besoins"
ANALYSE, DEMANDE = "Analyse de l’évaluateur", "Ce que la personne demande, avec ses mots"


@dataclass
class Saisie:
    """What was typed, and when: (instant, question, value so far)."""

    gestes: list[tuple[float, str, str]] = field(default_factory=list)

    def attendu(self, mort: float) -> dict[str, str]:
        """Return the last value of each question that was typed long enough before `mort`."""
        return {cle: valeur for instant, cle, valeur in self.gestes if instant <= mort - DELAI}


def taper(poste: Poste, hasard: random.Random, avant: dict[str, str]) -> Saisie:
    """Type into two fields, one after the other, for a random time."""
    saisie, fin = Saisie(), time.monotonic() + DELAI + hasard.uniform(0.1, 1.2)
    while time.monotonic() < fin:
        cle, libelle = hasard.choice([("besoins_analyse", ANALYSE), ("besoins_attentes", DEMANDE)])
        champ = poste.page.get_by_label(libelle)
        champ.press("End")
        for _ in range(hasard.randint(1, 8)):
            lettre = hasard.choice("abcdefghij")
            champ.press(lettre)
            avant[cle] = avant.get(cle, "") + lettre
            saisie.gestes.append((time.monotonic(), cle, avant[cle]))
            if time.monotonic() >= fin:
                break
    return saisie


def verifier(poste: Poste, attendu: dict[str, str]) -> dict[str, str]:
    """Open the application again; return what it holds, after comparing it with what was typed."""
    poste.ouvrir()
    poste.contexte.set_offline(True)
    poste.entrer(adresse=SECTION)
    gardees = {cle: valeur for cle, valeur in poste.reponses().items() if isinstance(valeur, str)}
    perdues = {cle: valeur for cle, valeur in attendu.items() if not gardees.get(cle, "").startswith(valeur)}
    fins = {cle: gardees.get(cle, "")[-40:] for cle in perdues}
    assert perdues == {}, f"kept {fins}"
    expect(poste.page.get_by_label(ANALYSE)).to_have_value(gardees.get("besoins_analyse", ""))
    return gardees


def tuer_en_pleine_saisie(poste: Poste, fois: int, graine: int) -> None:
    """Kill the browser `fois` times at random instants of the typing."""
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    hasard, textes = random.Random(graine), {}
    poste.page.goto("/hors-ligne/")
    poste.fermer()
    textes = verifier(poste, {})
    for _ in range(fois):
        saisie = taper(poste, hasard, dict(textes))
        mort = time.monotonic()
        poste.tuer()
        textes = verifier(poste, saisie.attendu(mort))


def test_ce_qui_est_tape_une_seconde_avant_l_arret_brutal_est_la(pret: Poste) -> None:
    tuer_en_pleine_saisie(pret, 20, random.randrange(10**6))


def test_taper_longtemps_sans_pause_dans_un_seul_champ_n_attend_pas_la_fin_pour_etre_garde(pret: Poste) -> None:
    pret.aller(SECTION)
    champ, saisie, fin = pret.page.get_by_label(ANALYSE), Saisie(), time.monotonic() + 3 * DELAI
    while time.monotonic() < fin:
        champ.press("a")
        saisie.gestes.append((time.monotonic(), "besoins_analyse", "a" * (len(saisie.gestes) + 1)))
    mort = time.monotonic()
    pret.tuer()
    verifier(pret, saisie.attendu(mort))


@pytest.mark.campagne
def test_campagne_d_arrets_brutaux(pret: Poste) -> None:
    tuer_en_pleine_saisie(pret, 100, random.randrange(10**6))


def test_temoin_sans_ecriture_sur_le_disque_la_perte_se_voit(pret: Poste) -> None:
    pret.aller(SECTION)
    pret.page.evaluate(
        """async () => {
          const { session } = await import("/hors-ligne/session.js");
          session.carnet.stockage.ecrire = () => Promise.resolve();
        }"""
    )
    saisie = taper(pret, random.Random(1), {})
    mort = time.monotonic()
    pret.tuer()
    with pytest.raises(AssertionError, match="kept"):
        verifier(pret, saisie.attendu(mort))

"""Stored data: of an older schema, of a newer one, no room left, a clock that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.navigateur.hors_ligne.conftest import APPLICATION, Poste

ANCIENS = Path(__file__).parent / "anciens"
CODE_DES_ANCIENS = "cerise7 bleu"
ECRIRE_UN_ANCIEN = """async ({ magasins, schema }) => {
  const octets = (texte) => Uint8Array.from(atob(texte), (signe) => signe.charCodeAt(0));
  await new Promise((accepter, rejeter) => {
    const demande = indexedDB.open("ppas-hors-ligne", schema);
    demande.onupgradeneeded = () => {
      for (const [magasin, { cle, lignes }] of Object.entries(magasins)) {
        const ouvert = demande.result.createObjectStore(magasin, cle ? { keyPath: cle } : {});
        for (const [nom, ligne] of lignes) {
          const { scelle } = ligne;
          if (scelle) ligne.scelle = { iv: octets(scelle.iv), octets: octets(scelle.octets).buffer };
          ouvert.put(ligne, ...(cle ? [] : [nom]));
        }
      }
    };
    demande.onsuccess = () => { demande.result.close(); accepter(); };
    demande.onerror = () => rejeter(demande.error);
  });
}"""


def installer_un_ancien(poste: Poste, nom: str) -> dict[str, Any]:
    """Put on a computer what an earlier release stored; return what it typed there."""
    ancien = json.loads((ANCIENS / nom).read_text(encoding="utf-8"))
    poste.generer()  # the application itself is of today
    poste.page.evaluate("async () => (await import('/hors-ligne/stockage.js')).toutRetirer()")
    poste.page.evaluate(ECRIRE_UN_ANCIEN, {"magasins": ancien["magasins"], "schema": ancien["schema"]})
    return ancien["saisi"]


@pytest.mark.exigence("EVA-12")
@pytest.mark.parametrize("nom", sorted(fichier.name for fichier in ANCIENS.glob("*.json")))
def test_ce_qu_une_ancienne_version_a_enregistre_s_ouvre(poste: Poste, nom: str) -> None:
    saisi = installer_un_ancien(poste, nom)
    poste.entrer(CODE_DES_ANCIENS)
    assert poste.reponses() == saisi["reponses"]
    expect(poste.page.get_by_role("link", name=saisi["beneficiaire"])).to_be_visible()
    poste.aller("#commande/1/visite")
    poste.page.get_by_label("Médecin traitant").fill("Docteur Blanc")
    expect(poste.page.get_by_text("Enregistré à")).to_be_visible()
    assert poste.reponses() == saisi["reponses"] | {"visite_medecin": "Docteur Blanc"}


def test_une_etape_de_plus_garde_les_brouillons(pret: Poste) -> None:
    pret.aller("#commande/1/visite")
    pret.page.get_by_label("Médecin traitant").fill("Docteur Blanc")
    expect(pret.page.get_by_text("Enregistré à")).to_be_visible()
    pret.page.goto("/accessibilite/")
    gardes = pret.page.evaluate(
        """async () => {
          const { ETAPES, Stockage } = await import("/hors-ligne/stockage.js");
          const suivante = (base, echange) => {
            base.createObjectStore("nouveaute");
            echange.objectStore("evaluations").createIndex("etat", "etat");
          };
          const stockage = await Stockage.ouvrir([...ETAPES, suivante]);
          const resultat = [await stockage.lire("reglages", "schema"), (await stockage.tout("evaluations")).length];
          stockage.fermer();
          return resultat;
        }"""
    )
    assert gardes == [2, 1]
    pret.page.goto(APPLICATION)  # today's application does not spoil data newer than itself
    expect(pret.page.get_by_text("Rien n’est perdu")).to_be_visible()


REMPLIR = """async () => {
  const { session } = await import("/hors-ligne/session.js");
  let nb = 0;
  for (const taille of [65536, 8192, 1024, 128, 16]) {
    try {
      for (;;) await session.stockage.regler(`bourrage${nb++}`, crypto.getRandomValues(new Uint8Array(taille)));
    } catch (erreur) {
      if (erreur.constructor.name !== "StockagePlein") throw erreur;
    }
  }
}"""
VIDER = """async () => {
  const { session } = await import("/hors-ligne/session.js");
  await session.stockage.ecrire(({ reglages }) => reglages.delete(IDBKeyRange.bound("bourrage", "bourrages")));
}"""
QUOTA = 3_000_000


@pytest.mark.exigence("PLU-15")
def test_un_stockage_plein_est_dit_et_rien_de_ce_qui_est_tape_ne_disparait(pret: Poste) -> None:
    page = pret.redemarrer()
    outils = pret.contexte.new_cdp_session(page)
    outils.send("Storage.overrideQuotaForOrigin", {"origin": pret.url, "quotaSize": QUOTA})
    pret.entrer(adresse="#commande/1/observations")
    page.evaluate(REMPLIR)
    texte = "Tombée deux fois, "
    champ = page.get_by_role("textbox", name="Observations")
    champ.fill(texte * 200)
    expect(page.get_by_role("alert")).to_contain_text("Ce navigateur n’a plus de place")
    expect(page.get_by_text("Stockage plein")).to_be_visible()
    pret.aller("#commande/1/visite")
    pret.aller("#commande/1/observations")
    assert champ.input_value() == texte * 200
    page.evaluate(VIDER)
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    pret.entrer()
    assert pret.reponses() == {"observations_texte": texte * 200}


@pytest.mark.exigence("PLU-15")
@pytest.mark.parametrize("annee", [2025, 2027])
def test_une_horloge_fausse_d_un_an_ne_perd_rien(pret: Poste, annee: int) -> None:
    pret.aller("#commande/1/visite")
    pret.page.get_by_label("Médecin traitant").fill("Docteur Blanc")
    expect(pret.page.get_by_text("Enregistré à")).to_be_visible()
    pret.redemarrer().clock.set_fixed_time(f"{annee}-11-28T10:00:00")
    pret.entrer(adresse="#commande/1/visite")
    expect(pret.page.get_by_label("Médecin traitant")).to_have_value("Docteur Blanc")
    avertissement = pret.page.get_by_text("Synchronisez cet ordinateur")
    expect(avertissement).to_have_count(1 if annee == 2027 else 0)


@pytest.mark.exigence("PLU-15")
def test_la_cle_est_effacee_apres_trente_jours_sans_synchronisation_et_cinq_avertissements(poste: Poste) -> None:
    depart = 1_800_000_000_000
    jours = poste.page.goto(APPLICATION) and poste.page.evaluate(
        """async ([depart, limite]) => {
          const { avancer, joursRestants } = await import("/hors-ligne/duree.js");
          const jour = 24 * 3600 * 1000;
          const suivre = (instants) => {
            let compteur = { jours: 0, vuLe: depart };
            return instants.map((rang) => {
              compteur = avancer(compteur, depart + rang * jour, limite);
              return joursRestants(compteur, limite);
            });
          };
          return {
            chaqueJour: suivre([1, 10, 24, 25, 26, 27, 28, 29, 30]),
            unAnApres: suivre([365, 366, 367, 368, 369, 370]),
            unAnAvant: suivre([-365, -364, 0]),
            deuxFois: suivre([365, 365.1, 365.2]),
          };
        }""",
        [depart, 30],
    )
    assert jours == {
        "chaqueJour": [29, 20, 6, 5, 4, 3, 2, 1, 0],
        "unAnApres": [5, 4, 3, 2, 1, 0],
        "unAnAvant": [30, 29, 5],
        "deuxFois": [5, 5, 5],
    }


def test_apres_le_delai_l_application_demande_une_copie(pret: Poste) -> None:
    pret.page.evaluate(
        """async () => {
          const { session } = await import("/hors-ligne/session.js");
          const hier = Date.now() - 24 * 3600 * 1000;
          await session.stockage.regler("compteur", { jours: 29, vuLe: hier });
        }"""
    )
    page = pret.redemarrer()
    page.goto(APPLICATION)
    expect(page.get_by_text("n’a pas été synchronisé pendant trop longtemps")).to_be_visible()

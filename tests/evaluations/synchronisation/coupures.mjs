// O2: a computer types, synchronises through a network that cuts at random, dies, comes back, and ends by a whole
// synchronisation. Prints what it typed last for each order, and what went wrong: nothing must.
import { readFileSync } from "node:fs";

import { creerApi } from "../../../ppas/evaluations/hors_ligne/api.js";
import { synchroniser } from "../../../ppas/evaluations/hors_ligne/synchronisation.js";
import { CarnetEnMemoire, Mort } from "./carnet_en_memoire.mjs";
import { COUPURES, Navigateur } from "./navigateur.mjs";

const { portail, appareil, copie, commandes, manches, graine, sansIdentifiants } = JSON.parse(readFileSync(0, "utf8"));
const QUESTIONS = ["visite_medecin", "visite_digicode", "visite_evaluateur"];
let suite = graine;

/** A number from 0 to `n` excluded, always the same for the same seed. */
function hasard(n) {
  suite = (Math.imul(suite, 1664525) + 1013904223) >>> 0;
  return Math.floor((suite / 2 ** 32) * n);
}

const navigateur = new Navigateur(portail);
let carnet = new CarnetEnMemoire({ sansIdentifiants });
const verite = {};
const ecarts = [];
let nbCoupures = 0;

async function unEchange() {
  carnet.copie = copie;
  navigateur.mourir = () => (carnet.estMort = true);
  try {
    return await synchroniser({ carnet, api: creerApi({ fetch: navigateur.fetch }), appareil });
  } catch (erreur) {
    if (!(erreur instanceof Mort)) throw erreur;
    carnet = carnet.rouvrir();
    return null;
  }
}

for (let manche = 0; manche < manches; manche += 1) {
  for (let essai = 0, nb = 1 + hasard(3); essai < nb; essai += 1) {
    for (let i = 0, saisies = 1 + hasard(4); i < saisies; i += 1) {
      const commande = commandes[hasard(commandes.length)];
      const question = QUESTIONS[hasard(QUESTIONS.length)];
      const valeur = `${manche}.${essai}.${i}`;
      carnet.noter(commande, question, valeur);
      verite[commande] = { ...verite[commande], [question]: valeur };
    }
    const passent = hasard(6);
    const coupure = [...COUPURES, "mort"][hasard(COUPURES.length + 1)];
    navigateur.coupures = [...Array(passent).fill(null), coupure];
    await unEchange();
    nbCoupures += 1 - Math.min(navigateur.coupures.length, 1);
  }
  navigateur.coupures = [];
  const bilan = await unEchange();
  if (bilan.arret || bilan.nonEnvoyees || bilan.conflits || bilan.misesDeCote || !bilan.copie) {
    ecarts.push({ manche, ...bilan, arret: bilan.arret?.code });
  }
  for (const [commande, reponses] of Object.entries(verite)) {
    const ici = carnet.evaluations[commande].reponses;
    if (JSON.stringify(Object.entries(ici).sort()) !== JSON.stringify(Object.entries(reponses).sort())) {
      ecarts.push({ manche, commande, ici, reponses });
    }
  }
}
process.stdout.write(JSON.stringify({ verite, ecarts, nbCoupures, cote: carnet.cote }));

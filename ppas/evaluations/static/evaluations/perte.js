// Says what this browser has lost of the offline mode, what can be restored, what is to be redone (FAQ, table of cases).
// The portal has drawn every case; this script shows the one that is true here.
import { lireIci } from "./ici.js";

/**
 * @typedef {import("./ici.js").Appareil} Appareil
 * @typedef {import("./ici.js").Ici} Ici
 * @typedef {{identifiant: string, navigateur: string, nbCommandes: number, aUneCopie: boolean}} Ordinateur
 * @typedef {{cas: "jamais" | "ici" | "efface" | "ailleurs" | "autre-utilisateur" | "retire" | "cle",
 *   generer: boolean, reserver: boolean, restaurer: boolean}} Diagnostic
 */

/**
 * Which case this browser is, and what is to be redone in it.
 * @param {{ordinateurs: Ordinateur[], ici: Ici | null, utilisateur: string, navigateur: string}} situation
 * @returns {Diagnostic}
 */
export function diagnostiquer({ ordinateurs, ici, utilisateur, navigateur }) {
  const restaurer = ordinateurs.some(({ aUneCopie }) => aUneCopie);
  const reserver = ordinateurs.some(({ nbCommandes }) => nbCommandes > 0);
  if (!ici) {
    if (ordinateurs.length === 0) return { cas: "jamais", generer: true, reserver: false, restaurer };
    // The same kind of browser: its data were cleared, unless it is another computer. The portal cannot tell which.
    const estLeMeme = ordinateurs.some((ordinateur) => ordinateur.navigateur === navigateur);
    return { cas: estLeMeme ? "efface" : "ailleurs", generer: true, reserver, restaurer };
  }
  if (ici.appareil.utilisateur !== utilisateur) {
    return { cas: "autre-utilisateur", generer: false, reserver: false, restaurer: false };
  }
  const connu = ordinateurs.find(({ identifiant }) => identifiant === ici.appareil.identifiant);
  if (!connu) return { cas: "retire", generer: true, reserver: true, restaurer };
  if (!ici.aUneCle) return { cas: "cle", generer: !connu.aUneCopie, reserver: !connu.aUneCopie, restaurer: connu.aUneCopie };
  return { cas: "ici", generer: false, reserver: false, restaurer: false };
}

/** @param {HTMLElement} panneau */
async function montrer(panneau) {
  const lignes = /** @type {HTMLElement[]} */ ([...panneau.querySelectorAll("[data-ordinateur]")]);
  const ordinateurs = lignes.map(({ dataset }) => ({
    identifiant: dataset.ordinateur ?? "",
    navigateur: dataset.navigateur ?? "",
    nbCommandes: Number(dataset.commandes),
    aUneCopie: dataset.copie === "oui",
  }));
  const { utilisateur = "", navigateur = "" } = panneau.dataset;
  const ici = await lireIci();
  const { cas, generer, reserver, restaurer } = diagnostiquer({ ordinateurs, ici, utilisateur, navigateur });
  if (cas === "jamais") return;
  const faits = { generer, reserver, restaurer };
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (panneau.querySelectorAll("[data-cas]"))) {
    element.hidden = !(element.dataset.cas ?? "").split(" ").includes(cas);
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (panneau.querySelectorAll("[data-si]"))) {
    element.hidden = !faits[/** @type {keyof typeof faits} */ (element.dataset.si)];
  }
  for (const cellule of /** @type {NodeListOf<HTMLElement>} */ (panneau.querySelectorAll("[data-reponse]"))) {
    cellule.textContent = faits[/** @type {keyof typeof faits} */ (cellule.dataset.reponse)] ? "Oui" : "Non";
  }
  for (const ligne of lignes) ligne.hidden = cas === "cle" && ligne.dataset.ordinateur !== ici?.appareil.identifiant;
  panneau.hidden = cas === "ici";
  if (ici && cas === "ici") proposerDeRefaire(ici.appareil);
}

/**
 * Where the offline mode is ready, the orders left on another computer can be taken here.
 * @param {Appareil} ici
 */
function proposerDeRefaire({ identifiant }) {
  for (const formulaire of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("form[data-refaire]"))) {
    formulaire.hidden = formulaire.dataset.refaire === identifiant;
    const champ = formulaire.querySelector("[name=appareil]");
    if (champ instanceof HTMLInputElement) champ.value = identifiant;
  }
}

if (typeof document !== "undefined") {
  const panneau = document.getElementById("perte");
  if (panneau) await montrer(panneau);
}

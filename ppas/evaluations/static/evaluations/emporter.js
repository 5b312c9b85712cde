// Where the offline mode is generated, lets its user say that he takes the orders he reserves on this computer.

import { lireIci } from "./ici.js";

/**
 * @param {HTMLElement} choix
 * @param {import("./ici.js").Appareil} appareil
 */
function proposer(choix, appareil) {
  if (choix.dataset.emporter !== appareil.utilisateur) return;
  const refaire = /** @type {HTMLElement | null} */ (choix.closest("[data-refaire]"));
  if (refaire) {
    refaire.hidden = refaire.dataset.refaire === appareil.identifiant;
  }
  const case_ = /** @type {HTMLInputElement} */ (choix.querySelector("input"));
  const nom = choix.querySelector("[data-nom]");
  if (nom) nom.textContent = appareil.nom;
  case_.value = appareil.identifiant;
  case_.disabled = false;
  case_.checked = true;
  choix.hidden = Boolean(refaire);
}

const ici = await lireIci();
if (ici) {
  const choix = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-emporter]"));
  choix.forEach((un) => proposer(un, ici.appareil));
}

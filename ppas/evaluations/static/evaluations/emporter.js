// Where the offline mode is generated, lets its user say that he takes the orders he reserves on this computer.

/** @typedef {{ identifiant: string, nom: string, utilisateur: string }} Appareil */

/**
 * Reads what this browser says it is; resolves to undefined where no offline mode was generated.
 * @returns {Promise<Appareil | undefined>}
 */
function lireAppareil() {
  return new Promise((resoudre) => {
    const ouverture = indexedDB.open("ppas-hors-ligne");
    // It did not exist: given up, so that nothing is created that the offline application would take for its own.
    ouverture.onupgradeneeded = () => ouverture.transaction?.abort();
    ouverture.onerror = () => resoudre(undefined);
    ouverture.onsuccess = () => {
      const base = ouverture.result;
      const finir = (/** @type {Appareil | undefined} */ appareil) => {
        base.close();
        resoudre(appareil);
      };
      if (!base.objectStoreNames.contains("reglages")) {
        finir(undefined);
        return;
      }
      const lecture = base.transaction("reglages").objectStore("reglages").get("appareil");
      lecture.onsuccess = () => finir(lecture.result);
      lecture.onerror = () => finir(undefined);
    };
  });
}

/**
 * @param {HTMLElement} choix
 * @param {Appareil} appareil
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

if ("indexedDB" in window) {
  lireAppareil().then((appareil) => {
    if (!appareil) return;
    const choix = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-emporter]"));
    choix.forEach((un) => proposer(un, appareil));
  });
}

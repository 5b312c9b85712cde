// The descriptions of the form, one a version, and the law's table: read once.

/** @type {Map<string, Promise<any>>} */
const lus = new Map();

/** @param {string} chemin @returns {Promise<any>} */
function lire(chemin) {
  let promesse = lus.get(chemin);
  if (!promesse) {
    promesse = fetch(new URL(chemin, import.meta.url)).then((reponse) => {
      if (!reponse.ok) throw new Error(`${chemin}: ${reponse.status}`);
      return reponse.json();
    });
    promesse.catch(() => lus.delete(chemin));
    lus.set(chemin, promesse);
  }
  return promesse;
}

/** @param {number} version @returns {Promise<import("./regles/formulaire.js").Description>} */
export function charger(version) {
  return lire(`formulaires/${version}.json`);
}

/** @returns {Promise<import("./regles/gir.js").Aggir>} */
export function chargerAggir() {
  return lire("aggir.json");
}

// The offline mode of this browser, as a page of the portal may know it: whose it is, never what it holds.

/**
 * @typedef {{identifiant: string, nom: string, utilisateur: string}} Appareil
 * @typedef {{appareil: Appareil, aUneCle: boolean}} Ici
 */

/**
 * What this browser keeps; null where no offline mode was generated, or where its data are gone.
 * @returns {Promise<Ici | null>}
 */
export function lireIci() {
  if (!("indexedDB" in globalThis)) return Promise.resolve(null);
  return new Promise((resoudre) => {
    const ouverture = indexedDB.open("ppas-hors-ligne");
    // It did not exist: given up, so that nothing is created that the offline application would take for its own.
    ouverture.onupgradeneeded = () => ouverture.transaction?.abort();
    ouverture.onerror = () => resoudre(null);
    ouverture.onsuccess = () => {
      const base = ouverture.result;
      const finir = (/** @type {Ici | null} */ ici) => {
        base.close();
        resoudre(ici);
      };
      if (!base.objectStoreNames.contains("reglages")) return finir(null);
      const magasin = base.transaction("reglages").objectStore("reglages");
      const appareil = magasin.get("appareil");
      const enveloppe = magasin.get("enveloppe");
      enveloppe.onsuccess = () =>
        finir(appareil.result ? { appareil: appareil.result, aUneCle: Boolean(enveloppe.result) } : null);
      enveloppe.onerror = () => finir(null);
    };
  });
}

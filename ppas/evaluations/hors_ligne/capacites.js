// What this browser can do, asked of the browser itself, never guessed from its name.

/** @typedef {{nom: string, present: boolean, absence: string}} Capacite `absence`: what to do when it lacks */

const METTRE_A_JOUR =
  "Mettez le navigateur à jour, ou prenez une version récente de Firefox, Chrome, Edge ou Safari.";

/** What the offline mode cannot do without. @returns {Promise<Capacite[]>} */
export async function capacites() {
  return [
    {
      nom: "Connexion sûre au portail",
      present: isSecureContext,
      absence: "Ouvrez le portail par une adresse qui commence par « https ».",
    },
    {
      nom: "Fonctionnement sans Internet",
      present: "serviceWorker" in navigator && "caches" in globalThis,
      absence:
        `${METTRE_A_JOUR} En navigation privée, ouvrez une fenêtre ordinaire. Dans Firefox, le ` +
        "réglage « dom.serviceWorkers.enabled » a pu être désactivé : demandez à votre service " +
        "informatique.",
    },
    {
      nom: "Stockage sur l’ordinateur",
      present: await stockageOuvert(),
      absence:
        "Le navigateur refuse de garder des données : ouvrez une fenêtre ordinaire (pas de " +
        "navigation privée) et autorisez les données de ce site.",
    },
    { nom: "Chiffrement", present: Boolean(globalThis.crypto?.subtle && crypto.randomUUID), absence: METTRE_A_JOUR },
    {
      nom: "Plusieurs onglets sans risque",
      present: "locks" in navigator && "BroadcastChannel" in globalThis,
      absence: METTRE_A_JOUR,
    },
  ];
}

/** The room left, in bytes; null when the browser does not say. @returns {Promise<number | null>} */
export async function placeRestante() {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? null : quota - usage;
}

/** Some browsers offer storage and refuse it in private windows: trying is the only way to know. */
function stockageOuvert() {
  return new Promise((/** @type {(ouvert: boolean) => void} */ dire) => {
    try {
      const demande = indexedDB.open("ppas-essai");
      demande.onerror = () => dire(false);
      demande.onsuccess = () => {
        demande.result.close();
        indexedDB.deleteDatabase("ppas-essai");
        dire(true);
      };
    } catch {
      dire(false);
    }
  });
}

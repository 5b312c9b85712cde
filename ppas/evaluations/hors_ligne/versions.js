// Which version of the application this browser uses. A version is a cache that the worker filled whole; the one in
// service changes only here, never under work that was not sent (docs/decisions/0108).

const POINTEURS = "ppas-hors-ligne-versions";
const PREFIXE = "ppas-hors-ligne-v-";
const TRAVAILLEUR = "/hors-ligne/travailleur.js";

/** @param {"en-service" | "prete"} nom @returns {Promise<string>} empty when there is none */
export async function version(nom) {
  const cache = await caches.open(POINTEURS);
  return (await (await cache.match(`/hors-ligne/${nom}`))?.text()) ?? "";
}

/** Whether a newer version is whole and waits. */
export async function uneVersionEstPrete() {
  const [enService, prete] = await Promise.all([version("en-service"), version("prete")]);
  return prete !== "" && prete !== enService;
}

/** Put the newest version in service; the page must then be loaded again. */
export async function utiliserLaVersionPrete() {
  const prete = await version("prete");
  const cache = await caches.open(POINTEURS);
  await cache.put("/hors-ligne/en-service", new Response(prete));
  for (const nom of await caches.keys()) {
    if (nom.startsWith(PREFIXE) && nom !== PREFIXE + prete) await caches.delete(nom);
  }
}

/**
 * Register the worker and wait until the application is whole on this computer.
 * @returns {Promise<string>} the version in service; throws when one file could not be had
 */
export async function installer() {
  const inscription = await navigator.serviceWorker.register(TRAVAILLEUR, { updateViaCache: "none" });
  const travailleur = inscription.installing ?? inscription.waiting;
  if (travailleur && travailleur.state === "installing") {
    await new Promise((/** @type {(rien: undefined) => void} */ accepter, rejeter) => {
      travailleur.addEventListener("statechange", () => {
        if (travailleur.state === "redundant") rejeter(new Error("the worker could not be installed"));
        else if (travailleur.state !== "installing") accepter(undefined);
      });
    });
  }
  const enService = await version("en-service");
  const cache = enService && (await caches.has(PREFIXE + enService));
  if (!cache) throw new Error("the application is not in the cache");
  return enService;
}

/** Look for a newer version; nothing happens off line. */
export async function chercherUneVersion() {
  const inscription = await navigator.serviceWorker.getRegistration("/hors-ligne/");
  await inscription?.update().catch(() => {});
}

/** Remove the worker and every version. */
export async function desinstaller() {
  const inscription = await navigator.serviceWorker.getRegistration("/hors-ligne/");
  await inscription?.unregister();
  for (const nom of await caches.keys()) if (nom.startsWith("ppas-hors-ligne-")) await caches.delete(nom);
}

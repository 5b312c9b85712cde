// The worker: brings a version of the application whole, then serves the version in service, network or not.
// VERSION and FICHIERS ([address, integrity]) are written before this line by the portal. Everything else, the API
// above all, goes to the network untouched.
const POINTEURS = "ppas-hors-ligne-versions";
const PREFIXE = "ppas-hors-ligne-v-";
const ACCUEIL = "/hors-ligne/";

addEventListener("install", (evenement) => {
  skipWaiting(); // which files are served is not decided by the worker: see versions.js
  evenement.waitUntil(installer());
});
addEventListener("activate", (evenement) => evenement.waitUntil(clients.claim()));
addEventListener("fetch", (evenement) => {
  const { request: requete } = evenement;
  const { origin: origine, pathname: chemin } = new URL(requete.url);
  if (requete.method !== "GET" || origine !== location.origin || chemin.startsWith(`${ACCUEIL}api/`)) return;
  if (requete.mode === "navigate" && chemin !== ACCUEIL) return;
  evenement.respondWith(servir(requete, chemin));
});

async function installer() {
  const nom = PREFIXE + VERSION;
  try {
    const cache = await caches.open(nom);
    await cache.addAll(
      FICHIERS.map(([adresse, integrity]) => new Request(adresse, { cache: "no-cache", integrity: integrity ?? "" })),
    );
  } catch (erreur) {
    await caches.delete(nom);
    throw erreur; // the install fails, and the page that asked for it is told
  }
  const pointeurs = await caches.open(POINTEURS);
  await pointeurs.put(`${ACCUEIL}prete`, new Response(VERSION));
  if (!(await enService())) await pointeurs.put(`${ACCUEIL}en-service`, new Response(VERSION));
}

async function servir(requete, chemin) {
  const version = await enService();
  const cache = version && (await caches.open(PREFIXE + version));
  return (cache && (await cache.match(chemin, { ignoreVary: true }))) || fetch(requete);
}

async function enService() {
  const pointeurs = await caches.open(POINTEURS);
  return (await (await pointeurs.match(`${ACCUEIL}en-service`))?.text()) ?? "";
}

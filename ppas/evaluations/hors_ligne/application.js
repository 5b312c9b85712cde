// The offline application: opens the storage, asks for the code, shows the screen that the address names.
import { h } from "./dom.js";
import { absence, cleEffacee, donneesPerdues, tropRecent } from "./ecrans/absence.js";
import { demanderLeCode } from "./ecrans/code.js";
import { copies } from "./ecrans/copies.js";
import { evaluation } from "./ecrans/evaluation.js";
import { liste } from "./ecrans/liste.js";
import { synchronisation } from "./ecrans/synchronisation.js";
import { dessiner, nommerLaPage } from "./etat.js";
import { session } from "./session.js";
import { StockageTropRecent } from "./stockage.js";
import { chercherUneVersion, uneVersionEstPrete, utiliserLaVersionPrete } from "./versions.js";

/** @typedef {{titre: string, onglet?: string, contenu: Node[], quitter?: () => unknown, suivre?: () => unknown, cible?: string}} Ecran */

const contenu = /** @type {HTMLElement} */ (document.getElementById("ecran"));
const menu = /** @type {HTMLElement} */ (document.getElementById("menu"));
const nouvelle = /** @type {HTMLElement} */ (document.getElementById("nouvelle-version"));
/** @type {Ecran | null} */
let present = null;

/**
 * Put a screen in the page; its title takes the focus, so that it is read aloud, or the field that the address names.
 * @param {Ecran} ecran
 * @param {boolean} prendLeFocus
 */
function montrer(ecran, prendLeFocus = true) {
  present = ecran;
  const titre = h("h1", { tabindex: "-1" }, ecran.titre);
  contenu.replaceChildren(titre, ...ecran.contenu);
  menu.hidden = !session.carnet;
  for (const lien of menu.querySelectorAll("a")) {
    if (lien.hash === (location.hash.split("/")[0] || "#commandes").replace(/^#commande$/, "#commandes"))
      lien.setAttribute("aria-current", "page");
    else lien.removeAttribute("aria-current");
  }
  nommerLaPage(ecran.onglet ?? ecran.titre);
  if (prendLeFocus) ((ecran.cible && document.getElementById(ecran.cible)) || titre).focus();
}

/**
 * The screen that the address names: `#commandes`, `#commande/12/aggir/question`, `#copies`, `#synchronisation`.
 * @param {boolean} prendLeFocus
 */
async function aller(prendLeFocus = true) {
  await present?.quitter?.();
  if (!session.carnet) return montrerLaPorte();
  const [nom, id, section, question] = location.hash.slice(1).split("/");
  if (nom === "commande" && session.carnet.commande(Number(id))) {
    return montrer(await evaluation(Number(id), section, question), prendLeFocus);
  }
  if (nom === "copies") return montrer(copies(), prendLeFocus);
  if (nom === "synchronisation") return montrer(synchronisation(), prendLeFocus);
  return montrer(liste(), prendLeFocus);
}

async function montrerLaPorte() {
  if (!session.appareil) return montrer(absence());
  montrer(
    (await session.aUneCle()) ? demanderLeCode({ effacee: montrerLaPorte, ouverte: aller }) : cleEffacee(aller),
  );
}

/** A new version takes the place of this one by itself only when nothing waits to be sent. */
async function proposerLaVersion() {
  if (!(await uneVersionEstPrete())) return;
  if (!session.carnet && (await session.nbAEnvoyer()) === 0) {
    await utiliserLaVersionPrete();
    location.reload();
  }
  nouvelle.hidden = false;
}

async function demarrer() {
  try {
    await session.demarrer();
  } catch (erreur) {
    if (!(erreur instanceof StockageTropRecent)) throw erreur;
    return montrer(tropRecent());
  }
  await proposerLaVersion();
  addEventListener("hashchange", () => aller());
  for (const evenement of ["online", "offline"]) addEventListener(evenement, dessiner);
  addEventListener("pagehide", () => present?.quitter?.());
  addEventListener("visibilitychange", () => document.hidden && present?.quitter?.());
  session.addEventListener("change", () => {
    dessiner();
    present?.suivre?.();
  });
  session.addEventListener("main", () => aller());
  session.addEventListener("suivie", () => aller(false));
  session.addEventListener("verrou", () => aller());
  session.addEventListener("perdue", () => montrer(donneesPerdues()));
  document.getElementById("verrouiller")?.addEventListener("click", async () => {
    await present?.quitter?.();
    session.verrouiller();
  });
  document.getElementById("utiliser")?.addEventListener("click", async () => {
    await present?.quitter?.();
    await utiliserLaVersionPrete();
    location.reload();
  });
  navigator.serviceWorker?.addEventListener("controllerchange", proposerLaVersion);
  await montrerLaPorte();
  await chercherUneVersion();
  await proposerLaVersion();
}

demarrer();

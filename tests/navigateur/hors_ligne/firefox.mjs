// Firefox, driven by WebDriver BiDi: what test_firefox.py has it do, in two processes on one profile.
// Arguments: the browser, the profile folder, the address of the portal, the name and the value of the session cookie.
// It says « pret » once something is typed and saved; a line on its input means that the portal is no more.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir, adresse, nomDuCookie, session] = process.argv.slice(2);
const DUREE_MAX_MS = 60_000;
const [CODE, SAISI] = ["cerise7 bleu", "Docteur Blanc"];
const COMMANDE = {
  id: 1,
  numero: "EV202600001",
  beneficiaire: { nom: "DURAND", prenom: "Jeanne", nir: "255082113400977", date_naissance: "1955-08-21" },
  adresse: "12 rue des Tilleuls",
  code_postal: "21000",
  commune: "DIJON",
  telephone: "",
  nature: "premiere",
  motif: "",
  consignes: "",
  date_commande: "2026-11-02",
  date_limite: "2026-12-02",
  caisse: "Carsat Bourgogne-Franche-Comté",
};
/** Firefox asks whether the site may keep data for good, and nobody is there to answer. */
const extraPrefsFirefox = { "dom.storageManager.prompt.testing": true, "dom.storageManager.prompt.testing.allow": true };

async function ouvrir() {
  const navigateur = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    userDataDir,
    extraPrefsFirefox,
    headless: true,
  });
  const [page] = await navigateur.pages();
  page.setDefaultTimeout(15_000);
  return { navigateur, page };
}

const boutonNomme = (texte) => `button::-p-text(${texte})`;

/** Do something with a page; when it fails, say what the page showed. */
async function avec(faire) {
  const { navigateur, page } = await ouvrir();
  try {
    return await faire(page, navigateur);
  } catch (erreur) {
    console.error(page.url(), await page.evaluate(() => document.body.innerText));
    throw erreur;
  } finally {
    await navigateur.close();
  }
}

async function entrer(page, ecran) {
  await page.goto(`${adresse}/hors-ligne/${ecran}`);
  await page.locator("#code").fill(CODE);
  await page.locator(boutonNomme("Ouvrir")).click();
  await page.locator(boutonNomme("Verrouiller")).wait();
}

async function genererEtSaisir(page, navigateur) {
  await navigateur.setCookie({ name: nomDuCookie, value: session, domain: new URL(adresse).hostname, path: "/" });
  await page.goto(`${adresse}/evaluations/mode-deconnecte/`);
  await page.locator("#nom").fill("Portable du bureau");
  await page.locator("#nouveau-code").fill(CODE);
  await page.locator("#confirmation").fill(CODE);
  await page.locator(boutonNomme("Générer le mode déconnecté")).click();
  await page.locator("text/Le mode déconnecté est prêt").wait();
  await entrer(page, "");
  await page.evaluate(async (commande) => {
    const { session } = await import("/hors-ligne/session.js");
    await session.carnet.recevoirCommandes({ commandes: [commande], plafonds: [], evaluations: [] });
  }, COMMANDE);
  await page.goto(`${adresse}/hors-ligne/#commande/1/visite`);
  await page.locator("#q-visite_medecin").fill(SAISI);
  await page.locator("text/Enregistré à").wait();
  return navigateur.version();
}

async function relireSansPortail(page) {
  await entrer(page, "#commande/1/visite");
  const champ = await page.locator("#q-visite_medecin").waitHandle();
  return {
    saisi: await champ.evaluate(({ value }) => value),
    controlee: await page.evaluate(() => navigator.serviceWorker.controller?.state),
    portail: await page.evaluate(() => fetch("/accessibilite/").then(() => "répond", () => "absent")),
  };
}

setTimeout(() => {
  console.error(`not finished after ${DUREE_MAX_MS} ms`);
  process.exit(1); // which ends the browser too
}, DUREE_MAX_MS).unref();
const navigateur = await avec(genererEtSaisir);
console.log("pret");
const entree = createInterface({ input: process.stdin });
await entree[Symbol.asyncIterator]().next();
entree.close();
console.log(JSON.stringify({ navigateur, ...(await avec(relireSansPortail)) }));

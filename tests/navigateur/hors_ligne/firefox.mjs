// Firefox, driven by WebDriver BiDi. Each line of the input is a gesture and its arguments, in JSON; each line said is
// what it gave, or what went wrong and what the page showed. Arguments: the browser and its profile folder.
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir] = process.argv.slice(2);
const DELAI_MS = 20_000;
const extraPrefsFirefox = {
  // Firefox asks whether the site may keep data for good, and nobody is there to answer.
  "dom.storageManager.prompt.testing": true,
  "dom.storageManager.prompt.testing.allow": true,
  // As in everybody's Firefox, unlike puppeteer's, the profile holds what a crash would give back: here, each second.
  "browser.sessionstore.resume_from_crash": true,
  "browser.sessionstore.interval": 1000,
};
/** @type {import("puppeteer-core").Browser} */
let navigateur;
/** @type {import("puppeteer-core").Page} */
let page;

const gestes = {
  async ouvrir() {
    navigateur = await puppeteer.launch({ browser: "firefox", executablePath, userDataDir, extraPrefsFirefox });
    page = await navigateur.newPage(); // the tabs that a crash gives back stay as they are
    page.setDefaultTimeout(DELAI_MS);
    return navigateur.version();
  },
  fermer: () => navigateur.close(),
  /** Every process at once, as a power cut would. */
  async tuer() {
    const parti = new Promise((dire) => navigateur.once("disconnected", dire));
    process.kill(-navigateur.process().pid, "SIGKILL");
    await parti;
  },
  aller: (adresse) => page.goto(adresse),
  cliquer: (selecteur) => page.locator(selecteur).click(),
  remplir: (selecteur, valeur) => page.locator(selecteur).fill(valeur),
  taper: (touche) => page.keyboard.press(touche),
  /** Not a locator: it would keep waiting for an element that was drawn again. */
  async voir(texte) {
    // Sentences are drawn with unbreakable spaces, and tests write them with plain ones.
    const voit = () => page.evaluate((voulu) => document.body.innerText.replaceAll("\u00a0", " ").includes(voulu), texte);
    const fin = Date.now() + DELAI_MS;
    while (!(await voit().catch(() => false))) {
      if (Date.now() > fin) throw new Error(`not shown after ${DELAI_MS} ms`);
      await setTimeout(50);
    }
  },
  evaluer: (fonction, ...valeurs) => page.evaluate(`(${fonction})(...${JSON.stringify(valeurs)})`),
};
const RENDENT = new Set(["ouvrir", "evaluer"]);

for await (const ligne of createInterface({ input: process.stdin })) {
  const [geste, ...valeurs] = JSON.parse(ligne);
  try {
    const rendu = await gestes[geste](...valeurs);
    console.log(JSON.stringify({ rendu: RENDENT.has(geste) ? (rendu ?? null) : null }));
  } catch (erreur) {
    const vue = await page?.evaluate(() => `${location.href}\n${document.body.innerText}`).catch(() => "");
    console.log(JSON.stringify({ faute: `${geste} ${valeurs.join(" ")}: ${erreur}\n${vue}` }));
  }
}
await navigateur?.close();

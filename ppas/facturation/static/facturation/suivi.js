// Follows what is being processed: asks for the same page again and replaces its part, until nothing is in progress.
// What is said aloud is rare: each quarter of the way, then the result.
const DELAI = 1500;
const QUART = 25;
const SECONDES_PAR_MINUTE = 60;

/** @type {{ instant: number, fait: number } | null} */
let depart = null;
let quartDit = 0;

/** @param {string} phrase */
function dire(phrase) {
  const annonce = document.getElementById("annonce-suivi");
  if (annonce && annonce.textContent !== phrase) annonce.textContent = phrase;
}

/**
 * Says what is left at the speed seen since this page opened, and each new quarter of the way.
 * @param {HTMLElement} suivi
 */
function estimer(suivi) {
  const fait = Number(suivi.dataset.fait);
  const total = Number(suivi.dataset.total);
  if (!total) return;
  const instant = performance.now();
  depart ??= { instant, fait };
  const vitesse = (fait - depart.fait) / (instant - depart.instant);
  const estimation = suivi.querySelector("[data-estimation]");
  if (estimation && vitesse > 0) estimation.textContent = `Temps restant estimé\u00a0: ${duree((total - fait) / vitesse)}.`;
  const quart = Math.floor((100 * fait) / total / QUART) * QUART;
  if (quart > quartDit) {
    quartDit = quart;
    dire(`${quart} % des lignes sont contrôlées.`);
  }
}

/** @param {number} millisecondes */
function duree(millisecondes) {
  const secondes = Math.ceil(millisecondes / 1000);
  if (secondes < SECONDES_PAR_MINUTE) return "moins d’une minute";
  const minutes = Math.ceil(secondes / SECONDES_PAR_MINUTE);
  return `environ ${minutes} minute${minutes > 1 ? "s" : ""}`;
}

/**
 * Replaces the part followed, and leaves the focus on the same link.
 * @param {HTMLElement} ancien
 * @param {HTMLElement} nouveau
 */
function remplacer(ancien, nouveau) {
  const actif = document.activeElement;
  const lien = actif && ancien.contains(actif) ? actif.getAttribute("href") : null;
  ancien.replaceWith(nouveau);
  if (!lien) return;
  const meme = /** @type {HTMLElement | null} */ (nouveau.querySelector(`a[href="${CSS.escape(lien)}"]`));
  meme?.focus();
}

async function suivre() {
  const suivi = /** @type {HTMLElement | null} */ (document.querySelector("[data-suivi][data-en-cours]"));
  if (!suivi) return;
  try {
    const reponse = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const nouveau = page.getElementById(suivi.id);
    if (reponse.ok && !reponse.redirected && nouveau) {
      remplacer(suivi, nouveau);
      if ("enCours" in nouveau.dataset) estimer(nouveau);
      else dire(`Traitement terminé. ${nouveau.dataset.suivi}`);
    }
  } catch {
    // The network is away: the next turn asks again.
  }
  setTimeout(suivre, DELAI);
}

setTimeout(suivre, DELAI);

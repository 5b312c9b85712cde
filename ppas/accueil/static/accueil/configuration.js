// « Configuration de votre poste »: asks the browser what it can do, never its name. The list of what the offline mode
// needs is that mode's own. Nothing leaves the page.

const verification = /** @type {HTMLElement} */ (document.getElementById("verification"));
const DECONNECTE = "Le mode déconnecté est fermé\u00a0: les évaluations se saisissent en ligne seulement.";

/** Write one only to see whether it stays. */
function gardeLesCookies() {
  document.cookie = "essai=1; SameSite=Strict";
  const estGarde = document.cookie.includes("essai=1");
  document.cookie = "essai=; SameSite=Strict; max-age=0";
  return estGarde;
}

/** @param {string} texte @param {string} ton */
function pastille(texte, ton) {
  const etat = document.createElement("span");
  etat.className = `etat ${ton}`;
  etat.textContent = texte;
  return etat;
}

/**
 * Say in a row what was found; what to do stays in it only when there is something to do.
 * @param {Element} ligne @param {boolean | undefined} present undefined: the browser does not say
 */
function dire(ligne, present, tonDuNon = "non") {
  const [resultat, , remede] = ligne.querySelectorAll("td");
  const [texte, ton] = present === undefined ? ["Non indiqué", "attente"] : present ? ["Oui", "ok"] : ["Non", tonDuNon];
  resultat.replaceChildren(pastille(texte, ton));
  if (present) remede.replaceChildren("Rien à faire.");
  return present !== false;
}

/** @param {{nom: string, present: boolean, absence: string}} capacite @param {Element} modele */
function ligneDe({ nom, present, absence }, modele) {
  const ligne = /** @type {Element} */ (modele.cloneNode(true));
  ligne.removeAttribute("id");
  const [, sans, remede] = ligne.querySelectorAll("td");
  /** @type {Element} */ (ligne.querySelector("th")).textContent = nom;
  sans.textContent = DECONNECTE;
  remede.textContent = absence;
  dire(ligne, present);
  return ligne;
}

/** @param {string} id */
const ligne = (id) => /** @type {Element} */ (document.getElementById(id));

async function verifier() {
  const aDesCookies = dire(ligne("cookies"), gardeLesCookies());
  dire(ligne("javascript"), true);
  const { capacites } = await import(/** @type {string} */ (verification.dataset.capacites));
  /** @type {{nom: string, present: boolean, absence: string}[]} */
  const lues = await capacites();
  const modele = ligne("mode-deconnecte");
  modele.replaceWith(...lues.map((capacite) => ligneDe(capacite, modele)));
  dire(ligne("pdf"), navigator.pdfViewerEnabled, "attente");
  dire(ligne("ecran"), Math.max(screen.width, screen.height) >= 1280 && Math.min(screen.width, screen.height) >= 768, "attente");

  const fermes = [
    ...(aDesCookies ? [] : ["la connexion, faute de cookies"]),
    ...(lues.every(({ present }) => present) ? [] : ["le mode déconnecté des évaluations"]),
  ];
  const bilan = ligne("bilan");
  bilan.className = `message ${fermes.length ? "warning" : "success"}`;
  /** @type {Element} */ (bilan.querySelector("p")).textContent = fermes.length
    ? `Dans ce navigateur est fermé\u00a0: ${fermes.join("\u00a0; ")}. Le tableau dit quoi faire.`
    : "Tous les services du portail fonctionnent dans ce navigateur.";
}

verifier();

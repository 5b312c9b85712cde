// An evaluation typed on line: saved without being asked, two seconds after a change, when a field is left, when the
// page goes away. The answer is the same page; what it says is put around the fields, whose focus never moves.
const DELAI = 2000;
const ATTENTE_MAX = 8000; // for who types without a pause
const AVEC_SCRIPT = { "X-Saisie": "automatique", Accept: "text/html" };
const SANS_ESSAI = ["garder", "reprendre"];
const formulaire = /** @type {HTMLFormElement} */ (document.getElementById("formulaire-saisie"));
const etat = /** @type {HTMLElement} */ (document.getElementById("etat-enregistrement"));
/** @type {number | undefined} */
let minuterie;
let limite = 0;
/** @type {Promise<boolean> | null} */
let enCours = null;
let envoye = "";
/**
 * What was sent and never answered: it goes first, as it was, or the portal would take it for somebody else's.
 * @type {FormData | null}
 */
let enSuspens = null;

/**
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} ou
 * @param {string} selecteur
 * @returns {T[]}
 */
function tous(ou, selecteur) {
  return /** @type {T[]} */ (/** @type {unknown} */ ([...ou.querySelectorAll(selecteur)]));
}

/** What the person controls, as one text: no token, nor what the page showed. */
function saisi(corps = new FormData(formulaire)) {
  const donnees = [...corps].filter(([nom]) => nom !== "csrfmiddlewaretoken" && nom !== "vue");
  return new URLSearchParams(donnees.map(([nom, valeur]) => [nom, String(valeur)])).toString();
}

/**
 * @param {string} texte
 * @param {boolean} echec
 */
function dire(texte, echec) {
  if (etat.textContent !== texte) etat.textContent = texte;
  etat.classList.toggle("echec", echec);
}

/**
 * @param {string} nom
 * @returns {HTMLInputElement}
 */
function cache(nom) {
  return /** @type {HTMLInputElement} */ (formulaire.querySelector(`input[type="hidden"][name="${nom}"]`));
}

/** @param {FormData} corps */
function poster(corps) {
  corps.set("csrfmiddlewaretoken", cache("csrfmiddlewaretoken").value);
  return fetch(formulaire.action, { method: "POST", body: corps, headers: AVEC_SCRIPT, redirect: "manual" });
}

/** After a new sign-in the token of this page is old: take that of a page asked anew; false when signed out. */
async function renouveler() {
  const reponse = await fetch(formulaire.action, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (reponse.type === "opaqueredirect") return false;
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  /** @type {HTMLInputElement | null} */
  const jeton = page.querySelector("#formulaire-saisie [name=csrfmiddlewaretoken]");
  if (jeton) cache("csrfmiddlewaretoken").value = jeton.value;
  return true;
}

/** Save; return whether the portal answered, be it to say that something is not kept. */
async function enregistrer() {
  clearTimeout(minuterie);
  limite = 0;
  if (enCours) await enCours;
  if (!enSuspens && saisi() === envoye) return true;
  enCours = envoyer().finally(() => { enCours = null; });
  return enCours;
}

async function envoyer() {
  try {
    while (true) {
      const corps = enSuspens ?? new FormData(formulaire);
      enSuspens = corps;
      let reponse = await poster(corps);
      if (reponse.status === 403 && (await renouveler())) reponse = await poster(corps);
      if (reponse.type === "opaqueredirect") return sessionPerdue();
      if (![200, 409, 422].includes(reponse.status)) throw new Error(String(reponse.status));
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      /** @type {HTMLElement | null} */
      const nouveau = page.querySelector("[data-resultat]");
      if (!nouveau) throw new Error("unexpected answer");
      enSuspens = null;
      envoye = saisi(corps);
      if (nouveau.id === "saisie") placer(nouveau, reponse.status);
      dire(String(nouveau.dataset.resultat), !reponse.ok);
      if (reponse.status === 409 || saisi() === envoye) return true;
    }
  } catch {
    dire("Non enregistré\u00a0: le portail ne répond pas. Votre saisie reste dans cette page\u00a0; un nouvel essai suivra.", true);
    minuterie = setTimeout(enregistrer, 5 * DELAI);
    return false;
  }
}

function sessionPerdue() {
  enSuspens = null;
  const lien = document.createElement("a");
  lien.href = formulaire.action;
  lien.target = "_blank";
  lien.rel = "noopener";
  lien.textContent = "Reconnectez-vous dans un nouvel onglet";
  etat.classList.add("echec");
  etat.replaceChildren(
    "Non enregistré\u00a0: votre session est terminée. ", lien,
    ", puis revenez ici\u00a0: votre saisie est toujours dans cette page et sera enregistrée.",
  );
  return false;
}

/**
 * Put in place all that the answer says, but the fields themselves.
 * @param {HTMLElement} nouveau
 * @param {number} statut
 */
function placer(nouveau, statut) {
  if (statut !== 409) cache("vue").value = /** @type {HTMLInputElement} */ (nouveau.querySelector("[name=vue]")).value;
  for (const fragment of tous(nouveau, "[data-vivant]")) {
    const ancien = document.querySelector(`[data-vivant="${CSS.escape(String(fragment.dataset.vivant))}"]`);
    if (!ancien || ancien.innerHTML === fragment.innerHTML) continue;
    if (statut !== 409 && ancien.contains(document.activeElement)) continue;
    for (const element of fragment.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
    ancien.replaceChildren(...fragment.childNodes);
  }
  for (const recu of tous(nouveau, "[name][id]")) {
    const champ = document.getElementById(recu.id);
    if (!champ) continue;
    champ.classList.toggle("is-invalid", recu.classList.contains("is-invalid"));
    champ.toggleAttribute("aria-invalid", false);
    if (recu.hasAttribute("aria-invalid")) champ.setAttribute("aria-invalid", "true");
  }
  afficherGir();
}

function plusTard() {
  clearTimeout(minuterie);
  limite ||= performance.now() + ATTENTE_MAX;
  minuterie = setTimeout(enregistrer, Math.min(DELAI, limite - performance.now()));
}

/**
 * Before the page is sent whole, make sure that the session and the network are there: else nothing leaves.
 * @param {SubmitEvent} evenement
 */
async function avantEnvoi(evenement) {
  if (formulaire.dataset.libre) return;
  const bouton = /** @type {HTMLButtonElement | null} */ (evenement.submitter);
  evenement.preventDefault();
  if (bouton && /^(ajouter|retirer)-/.test(bouton.name)) {
    changerLePlan(bouton);
    return;
  }
  const estLibre = SANS_ESSAI.includes(bouton?.name ?? "") ? await estConnecte() : await enregistrer();
  if (!estLibre) {
    etat.scrollIntoView({ block: "center" });
    return;
  }
  await new Promise((reprendre) => { setTimeout(reprendre); }); // a form cannot be sent from inside its own sending
  formulaire.dataset.libre = "1";
  formulaire.requestSubmit(bouton);
}

async function estConnecte() {
  try {
    return (await renouveler()) || sessionPerdue();
  } catch {
    dire("Non enregistré\u00a0: le portail ne répond pas. Votre saisie reste dans cette page.", true);
    return false;
  }
}

/**
 * What is typed or ticked for a question.
 * @param {string} cle
 */
function reponses(cle) {
  /** @type {HTMLInputElement[]} */
  const cases = tous(formulaire, `[name="${CSS.escape(cle)}"]`);
  return cases.filter((une) => !["radio", "checkbox"].includes(une.type) || une.checked).map((une) => une.value);
}

/** Show the questions whose condition holds; those that depend on another page were settled there. */
function montrerLesQuestions() {
  for (const question of tous(formulaire, "[data-ici]")) {
    const { si = "", parmi: valeurs = "" } = question.dataset;
    /** @type {HTMLElement | null} */
    const parent = formulaire.querySelector(`[data-question="${CSS.escape(si)}"]`);
    const parmi = valeurs.split(" ");
    const estFautive = question.querySelector("[aria-invalid]") !== null;
    const estDemandee = !parent?.hidden && reponses(si).some((une) => parmi.includes(une));
    question.hidden = !estFautive && !estDemandee;
    for (const condition of tous(question, ".condition")) condition.hidden = true;
  }
}

/**
 * « Ne fait pas seul » and the four adverbs exclude each other.
 * @param {EventTarget | null} coche
 */
function accorderLesAdverbes(coche) {
  if (!(coche instanceof HTMLInputElement) || !coche.checked) return;
  for (const autre of coche.closest(".grille-adverbes tr")?.querySelectorAll("input") ?? []) {
    if ((autre.value === "0") !== (coche.value === "0")) autre.checked = false;
  }
}

/** @type {HTMLElement | null} */
const zoneGir = document.querySelector("[data-module-gir]");
const gir = zoneGir && {
  zone: /** @type {HTMLElement} */ (zoneGir.querySelector(".gir-texte")),
  regles: await import(String(zoneGir.dataset.moduleGir)),
  table: JSON.parse(String(document.getElementById("aggir")?.textContent)),
};

function afficherGir() {
  if (!gir) return;
  const questions = tous(formulaire, ".grille-adverbes [data-question]").map((ligne) => String(ligne.dataset.question));
  const saisies = Object.fromEntries(questions.map((cle) => [cle, reponses(cle).join("")]));
  const calcule = gir.regles.calculerGir(gir.table, saisies);
  const manque = calcule.manquantes.length;
  const texte = calcule.gir
    ? `GIR ${calcule.gir}`
    : `GIR à calculer\u00a0: il manque ${manque === 1 ? "une réponse" : `${manque} réponses`} de la grille.`;
  if (gir.zone.textContent !== texte) gir.zone.textContent = texte;
}

/**
 * Add a row to the plan, or take one away.
 * @param {HTMLButtonElement} bouton
 */
function changerLePlan(bouton) {
  const plan = /** @type {HTMLElement} */ (bouton.closest(".plan"));
  const lignes = /** @type {HTMLElement} */ (plan.querySelector(".lignes"));
  const ajouter = /** @type {HTMLButtonElement} */ (plan.querySelector('[name^="ajouter-"]'));
  const modele = /** @type {HTMLTemplateElement} */ (plan.querySelector("template"));
  if (bouton !== ajouter) bouton.closest(".ligne")?.remove();
  if (bouton === ajouter || !lignes.children.length) lignes.append(modele.content.cloneNode(true));
  const restantes = tous(lignes, ".ligne");
  restantes.forEach(renumeroter);
  ajouter.disabled = restantes.length >= Number(plan.dataset.max);
  (bouton === ajouter ? restantes.at(-1)?.querySelector("select") : ajouter)?.focus();
  plusTard();
}

/**
 * @param {HTMLElement} ligne
 * @param {number} rang
 */
function renumeroter(ligne, rang) {
  for (const numero of tous(ligne, ".numero")) numero.textContent = String(rang + 1);
  for (const nom of ["id", "for", "aria-describedby", "data-vivant"]) {
    for (const element of tous(ligne, `[${nom}]`)) {
      element.setAttribute(nom, String(element.getAttribute(nom)).replace(/-\d+-/, `-${rang}-`));
    }
  }
  /** @type {HTMLButtonElement} */ (ligne.querySelector(".retirer")).value = String(rang);
}

formulaire.addEventListener("input", plusTard);
formulaire.addEventListener("change", ({ target }) => {
  accorderLesAdverbes(target);
  montrerLesQuestions();
  afficherGir();
  plusTard();
});
formulaire.addEventListener("focusout", enregistrer);
formulaire.addEventListener("submit", avantEnvoi);
window.addEventListener("focus", () => { if (etat.classList.contains("echec")) enregistrer(); });
window.addEventListener("pageshow", () => { delete formulaire.dataset.libre; }); // back from the next page
window.addEventListener("beforeunload", (evenement) => {
  const estEnPeril = etat.classList.contains("echec") && saisi() !== envoye;
  if (estEnPeril && !formulaire.dataset.libre) evenement.preventDefault();
});
window.addEventListener("pagehide", () => {
  if (formulaire.dataset.libre || saisi() === envoye) return;
  enSuspens = new FormData(formulaire);
  fetch(formulaire.action, { method: "POST", body: enSuspens, headers: AVEC_SCRIPT, keepalive: true });
});
montrerLesQuestions();
afficherGir();
envoye = saisi();

export {}; // a module: what it names is its own

// An evaluation typed on line: saved without being asked, two seconds after a change, when a field is left, when the
// page goes away. The answer is the same page; what it says is put around the fields, whose focus never moves.
const DELAI = 2000;
const AVEC_SCRIPT = { "X-Saisie": "automatique", Accept: "text/html" };
const SANS_ESSAI = ["garder", "reprendre"];
const formulaire = document.getElementById("formulaire-saisie");
const etat = document.getElementById("etat-enregistrement");
let minuterie;
let enCours = null;
let envoye = "";
/** What was sent and never answered: it goes first, as it was, or the portal would take it for somebody else's. */
let enSuspens = null;

function saisi(corps = new FormData(formulaire)) {
  const donnees = [...corps].filter(([nom]) => nom !== "csrfmiddlewaretoken" && nom !== "vue");
  return new URLSearchParams(donnees).toString();
}

function dire(texte, echec) {
  if (etat.textContent !== texte) etat.textContent = texte;
  etat.classList.toggle("echec", echec);
}

function champ(nom) {
  return formulaire.querySelector(`input[type="hidden"][name="${nom}"]`);
}

function poster(corps) {
  corps.set("csrfmiddlewaretoken", champ("csrfmiddlewaretoken").value);
  return fetch(formulaire.action, { method: "POST", body: corps, headers: AVEC_SCRIPT, redirect: "manual" });
}

/** After a new sign-in the token of this page is old: take that of a page asked anew; false when signed out. */
async function renouveler() {
  const reponse = await fetch(formulaire.action, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (reponse.type === "opaqueredirect") return false;
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  const jeton = page.querySelector("#formulaire-saisie [name=csrfmiddlewaretoken]");
  for (const cache of document.querySelectorAll("[name=csrfmiddlewaretoken]")) if (jeton) cache.value = jeton.value;
  return true;
}

/** Save; return whether the portal answered, be it to say that something is not kept. */
async function enregistrer() {
  clearTimeout(minuterie);
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
      const nouveau = page.querySelector("[data-resultat]");
      if (!nouveau) throw new Error("unexpected answer");
      enSuspens = null;
      envoye = saisi(corps);
      if (nouveau.id === "saisie") placer(nouveau, reponse.status);
      dire(nouveau.dataset.resultat, !reponse.ok);
      if (reponse.status === 409 || saisi() === envoye) return true;
    }
  } catch {
    dire("Non enregistré : le portail ne répond pas. Votre saisie reste dans cette page ; un nouvel essai suivra.", true);
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
    "Non enregistré : votre session est terminée. ", lien,
    ", puis revenez ici : votre saisie est toujours dans cette page et sera enregistrée.",
  );
  return false;
}

/** Put in place all that the answer says, but the fields themselves. */
function placer(nouveau, statut) {
  const page = document.getElementById("saisie");
  if (statut !== 409) champ("vue").value = nouveau.querySelector("[name=vue]").value;
  for (const fragment of nouveau.querySelectorAll("[data-vivant]")) {
    const ancien = page.querySelector(`[data-vivant="${CSS.escape(fragment.dataset.vivant)}"]`);
    if (!ancien || ancien.innerHTML === fragment.innerHTML) continue;
    if (statut !== 409 && ancien.contains(document.activeElement)) continue;
    for (const element of fragment.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
    ancien.replaceChildren(...fragment.childNodes);
  }
  for (const recu of nouveau.querySelectorAll("[name][id]")) {
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
  minuterie = setTimeout(enregistrer, DELAI);
}

/** Before the page is sent whole, make sure that the session and the network are there: else nothing leaves. */
async function avantEnvoi(evenement) {
  if (formulaire.dataset.libre) return;
  const bouton = evenement.submitter;
  evenement.preventDefault();
  if (bouton?.name.startsWith("ajouter-") || bouton?.name.startsWith("retirer-")) {
    changerLePlan(bouton);
    return;
  }
  const estLibre = SANS_ESSAI.includes(bouton?.name) ? await estConnecte() : await enregistrer();
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
    dire("Non enregistré : le portail ne répond pas. Votre saisie reste dans cette page.", true);
    return false;
  }
}

function reponses(cle) {
  const cases = [...formulaire.querySelectorAll(`[name="${CSS.escape(cle)}"]`)];
  return cases.filter((une) => !["radio", "checkbox"].includes(une.type) || une.checked).map((une) => une.value);
}

/** Show the questions whose condition holds; those that depend on another page were settled there. */
function montrerLesQuestions() {
  for (const question of formulaire.querySelectorAll("[data-ici]")) {
    const parent = formulaire.querySelector(`[data-question="${CSS.escape(question.dataset.si)}"]`);
    const parmi = question.dataset.parmi.split(" ");
    const estFautive = question.querySelector("[aria-invalid]") !== null;
    question.hidden = !estFautive && (parent?.hidden || !reponses(question.dataset.si).some((une) => parmi.includes(une)));
    for (const condition of question.querySelectorAll(".condition")) condition.hidden = true;
  }
}

/** « Ne fait pas seul » and the four adverbs exclude each other. */
function accorderLesAdverbes(coche) {
  const ligne = coche.closest?.(".grille-adverbes tr");
  if (!ligne || !coche.checked) return;
  for (const autre of ligne.querySelectorAll("input")) {
    if ((autre.value === "0") !== (coche.value === "0")) autre.checked = false;
  }
}

const zoneGir = document.querySelector("[data-module-gir]");
const gir = zoneGir && {
  regles: await import(zoneGir.dataset.moduleGir),
  table: JSON.parse(document.getElementById("aggir").textContent),
};

function afficherGir() {
  if (!gir) return;
  const saisies = {};
  for (const ligne of formulaire.querySelectorAll(".grille-adverbes [data-question]")) {
    saisies[ligne.dataset.question] = reponses(ligne.dataset.question).join("");
  }
  const calcule = gir.regles.calculerGir(gir.table, saisies);
  const manque = calcule.manquantes.length;
  const texte = calcule.gir
    ? `GIR ${calcule.gir}`
    : `GIR à calculer : il manque ${manque === 1 ? "une réponse" : `${manque} réponses`} de la grille.`;
  const zone = zoneGir.querySelector(".gir-texte");
  if (zone.textContent !== texte) zone.textContent = texte;
}

function changerLePlan(bouton) {
  const plan = bouton.closest(".plan");
  const lignes = plan.querySelector(".lignes");
  if (bouton.name.startsWith("ajouter-")) {
    lignes.append(plan.querySelector("template").content.cloneNode(true));
  } else {
    bouton.closest(".ligne").remove();
    if (!lignes.children.length) lignes.append(plan.querySelector("template").content.cloneNode(true));
  }
  renumeroter(plan, [...lignes.children]);
  (bouton.isConnected ? lignes.lastElementChild.querySelector("select") : plan.querySelector('[name^="ajouter-"]')).focus();
  plusTard();
}

function renumeroter(plan, lignes) {
  for (const [rang, ligne] of lignes.entries()) {
    for (const numero of ligne.querySelectorAll(".numero")) numero.textContent = String(rang + 1);
    for (const nom of ["id", "for", "aria-describedby", "data-vivant"]) {
      for (const element of ligne.querySelectorAll(`[${nom}]`)) {
        element.setAttribute(nom, element.getAttribute(nom).replace(/-\d+-/, `-${rang}-`));
      }
    }
    ligne.querySelector(".retirer").value = String(rang);
  }
  plan.querySelector('[name^="ajouter-"]').disabled = lignes.length >= Number(plan.dataset.max);
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

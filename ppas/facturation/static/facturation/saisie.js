// Keeps what is typed without being asked: two seconds after a change, when a field is left, when the page goes away.
// The server's answer is the same page; what it says is put in place around the fields, whose focus never moves.
const DELAI = 2000;
const ATTENTE_MAX = 8000; // for who types without a pause
const formulaire = document.getElementById("formulaire-saisie");
const etat = document.getElementById("etat-enregistrement");
const AVEC_SCRIPT = { "X-Saisie": "automatique", Accept: "text/html" };
let minuterie;
let limite = 0;
let enCours = null;
let envoye = "";
let estFini = false;

/** What the person controls, as one text: no button, no token. */
function saisi() {
  const donnees = new FormData(formulaire);
  donnees.delete("csrfmiddlewaretoken");
  return new URLSearchParams(donnees).toString();
}

function dire(texte, echec) {
  if (etat.textContent !== texte) etat.textContent = texte;
  etat.classList.toggle("echec", echec);
}

async function poster() {
  const corps = new FormData(formulaire);
  const texte = saisi();
  const reponse = await fetch(formulaire.action, { method: "POST", body: corps, headers: AVEC_SCRIPT, redirect: "manual" });
  return { reponse, texte, corps };
}

/** After a new sign-in the token of this page is old: take that of a page asked anew. Tell what was found, if anything. */
async function renouveler() {
  const reponse = await fetch(formulaire.action, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (reponse.type === "opaqueredirect") return "session perdue";
  if (!reponse.ok) return "";
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  const jeton = page.querySelector("#formulaire-saisie [name=csrfmiddlewaretoken]");
  for (const champ of document.querySelectorAll("[name=csrfmiddlewaretoken]")) if (jeton) champ.value = jeton.value;
  return jeton ? "jeton" : "";
}

/** Save; return whether the server has taken what was sent, conflicts and unreadable values apart. */
async function enregistrer() {
  clearTimeout(minuterie);
  limite = 0;
  if (enCours) await enCours;
  if (estFini || saisi() === envoye) return true;
  enCours = envoyer().finally(() => { enCours = null; });
  return enCours;
}

async function envoyer() {
  try {
    let { reponse, texte, corps } = await poster();
    const renouvele = reponse.status === 403 ? await renouveler() : "";
    if (renouvele === "jeton") ({ reponse, texte, corps } = await poster());
    if (reponse.type === "opaqueredirect" || renouvele === "session perdue") {
      sessionPerdue();
      return false;
    }
    if (reponse.status === 403) {
      dire("Non enregistré\u00a0: ce compte peut seulement consulter cette page.", true);
      return false;
    }
    if (![200, 409, 422].includes(reponse.status)) throw new Error(String(reponse.status));
    const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const perdus = page.getElementById("non-enregistre");
    if (perdus) {
      estFini = true;
      document.getElementById("perdus").replaceChildren(perdus);
      dire("Non enregistré\u00a0: ce formulaire a été validé entre-temps.", true);
      return false;
    }
    const nouveau = page.getElementById("saisie");
    if (!nouveau) throw new Error("unexpected answer");
    const aTapeDepuis = saisi() !== texte;
    placer(nouveau, corps);
    envoye = aTapeDepuis ? "" : saisi();
    if (aTapeDepuis) plusTard();
    dire(nouveau.dataset.resultat, !reponse.ok);
    return true;
  } catch {
    dire("Non enregistré\u00a0: le portail ne répond pas. Votre saisie reste dans cette page\u00a0; un nouvel essai suivra.", true);
    minuterie = setTimeout(enregistrer, 5 * DELAI);
    return false;
  }
}

function sessionPerdue() {
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
}

/** Put the answer in place: everything but the fields, then what is stored in the fields nobody is typing in. */
function placer(nouveau, corps) {
  const page = document.getElementById("saisie");
  const actif = document.activeElement;
  for (const recu of nouveau.querySelectorAll(".case > .form-control")) {
    const champ = formulaire.elements.namedItem(recu.name);
    if (champ instanceof HTMLInputElement) placerChamp(champ, recu, corps.get(recu.name), champ === actif);
  }
  for (const fragment of nouveau.querySelectorAll("[data-vivant]")) {
    const ancien = page.querySelector(`[data-vivant="${CSS.escape(fragment.dataset.vivant)}"]`);
    if (!ancien || ancien.innerHTML === fragment.innerHTML) continue;
    const avaitLeFocus = ancien.contains(actif);
    for (const element of fragment.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
    ancien.replaceChildren(...fragment.childNodes);
    if (avaitLeFocus) (document.getElementById(actif.id) ?? ancien.closest(".case")?.querySelector(".form-control"))?.focus();
  }
  for (const ligne of nouveau.querySelectorAll("tbody[id] > tr")) {
    const ancienne = page.querySelector(`#${ligne.parentElement.id} > tr${ligne.classList.contains("avis") ? ".avis" : ":not(.avis)"}`);
    if (!ancienne) continue;
    ancienne.className = ligne.className;
    ancienne.hidden = ligne.hidden;
  }
}

/** Put in place what is stored in a field, unless the person is typing in it. */
function placerChamp(champ, recu, parti, estActif) {
  const vu = formulaire.elements.namedItem(`initial-${champ.name}`);
  const estEnConflit = recu.closest(".case").querySelector(".choix") !== null;
  const vuRecu = recu.parentElement.querySelector(`[name="initial-${champ.name}"]`).value;
  champ.className = recu.className;
  for (const nom of ["aria-describedby", "aria-invalid"]) {
    if (recu.hasAttribute(nom)) champ.setAttribute(nom, recu.getAttribute(nom));
    else champ.removeAttribute(nom);
  }
  champ.dataset.envoye = parti ?? champ.value;
  champ.dataset.enregistre = recu.value;
  champ.dataset.vu = vuRecu;
  const estIntact = !estActif && champ.value === champ.dataset.envoye;
  // A value that was not kept stays in the field while it is typed: the page must go on saying what it first showed,
  // or the next save would take that value for an answer to the conflict.
  if (estIntact || !estEnConflit) vu.value = vuRecu;
  if (!estIntact) return;
  champ.value = champ.dataset.envoye = recu.value;
  champ.disabled = recu.disabled;
}

function plusTard() {
  clearTimeout(minuterie);
  limite ||= performance.now() + ATTENTE_MAX;
  minuterie = setTimeout(enregistrer, Math.min(DELAI, limite - performance.now()));
}

/** A field that is left shows its value as it was stored (« 14h30 » becomes « 14,50 »), then the page is saved. */
function quitter({ target: champ }) {
  const estAJour = !enCours && saisi() === envoye;
  if (estAJour && "enregistre" in champ.dataset && champ.value === champ.dataset.envoye) {
    champ.value = champ.dataset.envoye = champ.dataset.enregistre;
    formulaire.elements.namedItem(`initial-${champ.name}`).value = champ.dataset.vu;
    envoye = saisi();
  }
  enregistrer();
}

/** Before the page is sent whole, make sure that the session and the network are there: else nothing leaves. */
async function avantEnvoi(evenement) {
  if (formulaire.dataset.libre) return;
  evenement.preventDefault();
  envoye = "";
  if (!(await enregistrer())) {
    etat.scrollIntoView({ block: "center" });
    return;
  }
  formulaire.dataset.libre = "1";
  formulaire.requestSubmit(evenement.submitter);
}

if (formulaire) {
  envoye = saisi();
  formulaire.addEventListener("input", plusTard);
  formulaire.addEventListener("change", plusTard);
  formulaire.addEventListener("focusout", quitter);
  formulaire.addEventListener("submit", avantEnvoi);
  window.addEventListener("focus", () => { if (etat.classList.contains("echec")) enregistrer(); });
  window.addEventListener("pageshow", () => { delete formulaire.dataset.libre; }); // back from the next page
  window.addEventListener("beforeunload", (evenement) => {
    const estEnPeril = etat.classList.contains("echec") && !estFini && saisi() !== envoye;
    if (estEnPeril && !formulaire.dataset.libre) evenement.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (estFini || formulaire.dataset.libre || saisi() === envoye) return;
    fetch(formulaire.action, { method: "POST", body: new FormData(formulaire), headers: AVEC_SCRIPT, keepalive: true });
  });
}

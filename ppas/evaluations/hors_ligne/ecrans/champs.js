// One question of the form as a field: a label, its help, what is wrong; each change is told with how to read it.
import { bouton, h, pastille } from "../dom.js";
import { coder } from "../regles/gir.js";
import { creerPlan } from "./plan.js";

/** @typedef {import("../regles/valeurs.js").Question} Question */
/** @typedef {import("../regles/formulaire.js").Faute} Faute */
/**
 * @typedef {{question: Question, valeur: any, lectureSeule: boolean, noter: (lire: () => any, bientot: boolean) => void}}
 *   Reglage `noter`: keep what `lire` returns, at once or in a moment
 * @typedef {{element: HTMLElement, corps: HTMLElement[], controles: HTMLElement[], lire: () => any,
 *   signaler?: (fautes: Faute[]) => void}} Champ
 */

const OUI_NON = [
  ["oui", "Oui"],
  ["non", "Non"],
];
const RADIOS_MAX = 6;
const ADVERBES = { S: "pontanément", T: "otalement", C: "orrectement", H: "abituellement" };
const NULLE = "0";

/**
 * @param {Reglage} reglage
 * @returns {{element: HTMLElement, signaler: (fautes: Faute[]) => void}}
 */
export function creerChamp(reglage) {
  const { question } = reglage;
  if (question.sorte === "plan") return creerPlan(reglage);
  const choix = question.sorte === "oui_non" ? OUI_NON : (question.choix ?? []);
  if (question.sorte === "adverbes") return groupe(reglage, adverbes(reglage));
  if (question.sorte === "cases") return groupe(reglage, cases(reglage, choix));
  if (question.sorte === "choix" && choix.length > RADIOS_MAX) return simple(reglage, liste(reglage, choix));
  if (question.sorte === "choix" || question.sorte === "oui_non") return groupe(reglage, radios(reglage, choix));
  return simple(reglage, texte(reglage));
}

/** @param {Question} question */
const ancre = ({ cle }) => `q-${cle}`;

/** @param {Question} question */
function libelle(question) {
  return [
    question.libelle,
    question.obligatoire && h("span", { class: "requis" }, " *"),
    question.obligatoire && h("span", { class: "visually-hidden" }, " (obligatoire)"),
  ];
}

/** @param {Question} question */
function aideEtErreurs(question) {
  const texteAide = question.aide ?? "";
  const aide = texteAide && h("div", { class: "form-text", id: `${ancre(question)}-aide` }, texteAide);
  const erreur = h("div", { id: `${ancre(question)}-erreur` });
  return { aide, erreur, decrit: `${texteAide ? `${ancre(question)}-aide ` : ""}${ancre(question)}-erreur` };
}

/** @param {HTMLElement} erreur @param {HTMLElement[]} controles */
function signaleur(erreur, controles) {
  return (/** @type {Faute[]} */ fautes) => {
    erreur.replaceChildren(...fautes.map(({ phrase }) => h("p", { class: "erreur" }, phrase)));
    for (const controle of controles) {
      controle.classList.toggle("is-invalid", fautes.length > 0);
      if (fautes.length) controle.setAttribute("aria-invalid", "true");
      else controle.removeAttribute("aria-invalid");
    }
  };
}

/** @param {Reglage} reglage @param {HTMLElement} controle */
function simple({ question }, controle) {
  const { aide, erreur, decrit } = aideEtErreurs(question);
  controle.setAttribute("aria-describedby", decrit);
  const etiquette = h("label", { class: "form-label", for: ancre(question) }, libelle(question));
  const unite = question.unite ? h("span", { class: "input-group-text" }, question.unite) : null;
  const corps = unite ? h("div", { class: "input-group" }, controle, unite) : controle;
  return {
    element: h("div", { class: "champ" }, etiquette, aide, corps, erreur),
    signaler: signaleur(erreur, [controle]),
  };
}

/** @param {Reglage} reglage @param {{corps: HTMLElement[], controles: HTMLElement[], marque?: HTMLElement}} contenu */
function groupe({ question }, { corps, controles, marque }) {
  const { aide, erreur, decrit } = aideEtErreurs(question);
  const element = h(
    "fieldset",
    { class: "champ", "aria-describedby": decrit },
    h("legend", {}, libelle(question), marque),
    aide,
    corps,
    erreur,
  );
  return { element, signaler: signaleur(erreur, controles) };
}

/** @param {Reglage} reglage */
function texte({ question, valeur = "", lectureSeule, noter }) {
  const estLong = question.sorte === "texte_long";
  const estNombre = question.sorte === "nombre" || question.sorte === "euros";
  const controle = h(estLong ? "textarea" : "input", {
    id: ancre(question),
    class: `form-control${estNombre || question.sorte === "date" ? " etroit" : ""}`,
    readonly: lectureSeule,
    type: estLong ? null : question.sorte === "date" ? "date" : "text",
    inputmode: estNombre ? "decimal" : null,
    rows: estLong ? 4 : null,
    autocomplete: "off",
  });
  controle.value = estNombre ? valeur.replace(".", ",") : valeur;
  const lire = () => (estNombre ? controle.value.replace(",", ".") : controle.value);
  controle.addEventListener("input", () => noter(lire, true));
  controle.addEventListener("change", () => noter(lire, false));
  return controle;
}

/** @param {Reglage} reglage @param {string[][]} choix */
function liste({ question, valeur = "", lectureSeule, noter }, choix) {
  const options = [["", "Choisissez"], ...choix].map(([cle, nom]) =>
    h("option", { value: cle, selected: cle === valeur }, nom),
  );
  const controle = h("select", { id: ancre(question), class: "form-select", disabled: lectureSeule }, options);
  controle.addEventListener("change", () => noter(() => controle.value, false));
  return controle;
}

/** @param {string} id @param {string | (Node | string)[]} nom @param {Record<string, any>} attributs */
function coche(id, nom, attributs) {
  const controle = h("input", { id, class: "form-check-input", ...attributs });
  const etiquette = h("label", { class: "form-check-label", for: id }, ...(typeof nom === "string" ? [nom] : nom));
  return { controle, element: h("div", { class: "form-check" }, controle, " ", etiquette) };
}

/** @param {Reglage} reglage @param {string[][]} choix */
function radios({ question, valeur = "", lectureSeule, noter }, choix) {
  const creees = choix.map(([cle, nom], rang) =>
    coche(rang ? `${ancre(question)}-${rang}` : ancre(question), nom, {
      type: "radio",
      name: question.cle,
      value: cle,
      checked: cle === valeur,
      disabled: lectureSeule,
    }),
  );
  const controles = creees.map(({ controle }) => controle);
  const lire = () => controles.find((controle) => controle.checked)?.value ?? "";
  const effacer = bouton(
    "Effacer la réponse",
    () => {
      for (const controle of controles) controle.checked = false;
      effacer.hidden = true;
      noter(lire, false);
      controles[0].focus();
    },
    "btn-link btn-sm p-0",
    `: ${question.libelle}`,
  );
  effacer.hidden = lectureSeule || valeur === "";
  for (const controle of controles) {
    controle.addEventListener("change", () => {
      effacer.hidden = false;
      noter(lire, false);
    });
  }
  return {
    corps: [
      h(
        "div",
        { class: "choix" },
        creees.map(({ element }) => element),
        effacer,
      ),
    ],
    controles,
  };
}

/** @param {Reglage} reglage @param {string[][]} choix */
function cases({ question, valeur = [], lectureSeule, noter }, choix) {
  const creees = choix.map(([cle, nom], rang) =>
    coche(rang ? `${ancre(question)}-${rang}` : ancre(question), nom, {
      type: "checkbox",
      value: cle,
      checked: valeur.includes(cle),
      disabled: lectureSeule,
    }),
  );
  const controles = creees.map(({ controle }) => controle);
  const lire = () => controles.filter((controle) => controle.checked).map((controle) => controle.value);
  for (const controle of controles) controle.addEventListener("change", () => noter(lire, false));
  return { corps: creees.map(({ element }) => element), controles };
}

/** @param {Reglage} reglage */
function adverbes({ question, valeur = "", lectureSeule, noter }) {
  const lettres = Object.entries(ADVERBES).map(([lettre, suite], rang) =>
    coche(rang ? `${ancre(question)}-${rang}` : ancre(question), [lettre, h("span", { class: "suite" }, suite)], {
      type: "checkbox",
      value: lettre,
      checked: valeur.includes(lettre),
      disabled: lectureSeule,
    }),
  );
  const aucun = coche(`${ancre(question)}-aucun`, "Ne fait pas seul", {
    type: "checkbox",
    value: NULLE,
    checked: valeur === NULLE,
    disabled: lectureSeule,
  });
  const niveau = h("span", { class: "niveau" });
  const cochees = () =>
    lettres
      .filter(({ controle }) => controle.checked)
      .map(({ controle }) => controle.value)
      .join("");
  const lire = () => cochees() || (aucun.controle.checked ? NULLE : "");
  const dessiner = () => {
    const code = coder(lire());
    const ton = code === "A" ? "ok" : code === "B" ? "attente" : "non";
    niveau.replaceChildren(...(code ? [" ", pastille(code, ton)] : []));
  };
  for (const { controle } of [...lettres, aucun]) {
    controle.addEventListener("change", () => {
      if (controle === aucun.controle && controle.checked) for (const une of lettres) une.controle.checked = false;
      else if (cochees()) aucun.controle.checked = false;
      dessiner();
      noter(lire, false);
    });
  }
  dessiner();
  const rangee = h(
    "div",
    { class: "adverbes" },
    [...lettres, aucun].map(({ element }) => element),
  );
  return { marque: niveau, corps: [rangee], controles: [...lettres, aucun].map(({ controle }) => controle) };
}

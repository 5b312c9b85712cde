// What may be kept of the answers to a form, what lacks, how far one is; twin of `regles/formulaire.py`.
// `description` is the JSON of `formulaires/N.json`. Nothing here throws, whatever the answers hold.
import * as valeurs from "./valeurs.js";

/**
 * @typedef {import("./valeurs.js").Question} Question
 * @typedef {{cle: string, titre: string, source: string, est_exemple: boolean, aide: string,
 *   questions: Question[]}} Section
 * @typedef {{version: number, titre: string, sections: Section[]}} Description
 * @typedef {Record<string, unknown>} Reponses
 * @typedef {{cle: string, code: string, phrase: string, ligne: number | null, champ: string}} Faute
 * @typedef {{section: string, cle: string, libelle: string, ligne: number | null, champ: string}} Manque
 * @typedef {{section: string, etat: "a_faire" | "commencee" | "complete" | "facultative", nb_reponses: number,
 *   nb_manques: number}} Avancement
 */

/** @type {[string, string][]} */
const LIGNE_OBLIGATOIRE = [
  ["prestation", "prestation"],
  ["dispositif", "dispositif"],
  ["quantite", "quantité"],
  ["unite", "unité"],
  ["frequence", "fréquence"],
];
const QUANTITE_MAX = "9999.99";
const COUT_MAX = "99999.99";
const COMMENTAIRE_MAX = 300;

/**
 * The answers as they are kept, in the order of the form, and the faults; a faulty answer is left out.
 * `le`: today, for the dates that must be past; null when it is not known (the clock of a laptop is not trusted).
 * Answers to questions that are not asked any more stay: see `retenir`.
 * @param {Description} description
 * @param {unknown} reponses
 * @param {string | null} le
 * @returns {{reponses: Reponses, fautes: Faute[]}}
 */
export function nettoyer(description, reponses, le = null) {
  if (!estObjet(reponses)) {
    return { reponses: {}, fautes: [faute("", "forme", "Les réponses n’ont pas la forme attendue.")] };
  }
  /** @type {Reponses} */
  const propres = {};
  /** @type {Faute[]} */
  const fautes = [];
  const connues = new Set();
  for (const question of questionsDe(description)) {
    connues.add(question.cle);
    const propre = nettoyerUne(question, lire(reponses, question.cle), le, fautes);
    if (propre.length > 0) propres[question.cle] = propre;
  }
  for (const cle of Object.keys(reponses)) {
    if (!connues.has(cle)) {
      fautes.push(faute(cle, "inconnue", "Cette question n’existe pas dans le formulaire."));
    }
  }
  return { reponses: propres, fautes };
}

/**
 * Whether the question is asked: its condition holds, and that of the question it depends on.
 * @param {Description} description
 * @param {Reponses} reponses
 * @param {string} cle
 * @returns {boolean}
 */
export function estDemandee(description, reponses, cle) {
  const si = questionsDe(description).find((question) => question.cle === cle)?.si;
  if (!si) return true;
  const reponse = lire(reponses, si.cle);
  const cochees = Array.isArray(reponse) ? reponse : [reponse];
  return cochees.some((une) => si.parmi.includes(une)) && estDemandee(description, reponses, si.cle);
}

/**
 * The answers to the questions asked, in the order of the form: what is transmitted.
 * @param {Description} description
 * @param {Reponses} reponses
 * @returns {Reponses}
 */
export function retenir(description, reponses) {
  /** @type {Reponses} */
  const retenues = {};
  for (const { cle } of questionsDe(description)) {
    if (Object.hasOwn(reponses, cle) && estDemandee(description, reponses, cle)) retenues[cle] = reponses[cle];
  }
  return retenues;
}

/**
 * What must be answered and is not, in the order of the form; `reponses` are clean.
 * @param {Description} description
 * @param {Reponses} reponses
 * @returns {Manque[]}
 */
export function manques(description, reponses) {
  /** @type {Manque[]} */
  const lacunes = [];
  for (const section of description.sections) {
    for (const question of section.questions) {
      if (!estDemandee(description, reponses, question.cle)) continue;
      const reponse = lire(reponses, question.cle);
      if (question.obligatoire && estVide(reponse)) {
        lacunes.push({ section: section.cle, cle: question.cle, libelle: question.libelle, ligne: null, champ: "" });
      } else if (question.sorte === "plan" && Array.isArray(reponse)) {
        lacunes.push(...manquesDuPlan(section.cle, question, reponse));
      }
    }
  }
  return lacunes;
}

/**
 * How far each section is, in the order of the form; `reponses` are clean.
 * @param {Description} description
 * @param {Reponses} reponses
 * @returns {Avancement[]}
 */
export function avancement(description, reponses) {
  const lacunes = manques(description, reponses);
  const donnees = retenir(description, reponses);
  return description.sections.map((section) => {
    const nbManques = lacunes.filter((manque) => manque.section === section.cle).length;
    const nbReponses = section.questions.filter((question) => Object.hasOwn(donnees, question.cle)).length;
    const etat = nbManques ? (nbReponses ? "commencee" : "a_faire") : nbReponses ? "complete" : "facultative";
    return { section: section.cle, etat, nb_reponses: nbReponses, nb_manques: nbManques };
  });
}

/** @param {Description} description */
function questionsDe(description) {
  return description.sections.flatMap((section) => section.questions);
}

/**
 * The clean answer, empty when there is none; faults are added to `fautes`.
 * @param {Question} question
 * @param {unknown} valeur
 * @param {string | null} le
 * @param {Faute[]} fautes
 * @returns {string | unknown[]}
 */
function nettoyerUne(question, valeur, le, fautes) {
  if (valeur === null || valeur === undefined) return "";
  if (question.sorte === "plan") return nettoyerPlan(question, valeur, fautes);
  return essayer(() => valeurs.simple(question, valeur, le), fautes, question.cle);
}

/**
 * @param {Question} question
 * @param {unknown} lignes
 * @param {Faute[]} fautes
 */
function nettoyerPlan(question, lignes, fautes) {
  if (!Array.isArray(lignes)) {
    fautes.push(faute(question.cle, "forme", "La réponse n’a pas la forme attendue."));
    return [];
  }
  const max = question.max_lignes ?? 0;
  if (lignes.length > max) {
    fautes.push(faute(question.cle, "trop-de-lignes", `${max} lignes au plus ; il y en a ${lignes.length}.`));
  }
  return lignes
    .slice(0, max)
    .map((ligne, rang) => nettoyerLigne(question, ligne, rang + 1, fautes))
    .filter((ligne) => Object.keys(ligne).length > 0);
}

/**
 * @param {Question} question
 * @param {unknown} ligne
 * @param {number} numero
 * @param {Faute[]} fautes
 */
function nettoyerLigne(question, ligne, numero, fautes) {
  /** @type {Record<string, string>} */
  const propre = {};
  if (!estObjet(ligne)) {
    fautes.push(faute(question.cle, "forme", "La ligne n’a pas la forme attendue.", numero));
    return propre;
  }
  const champs = champsDuPlan(question);
  for (const [champ, nettoyerChamp] of champs) {
    const valeur = essayer(() => nettoyerChamp(lire(ligne, champ)), fautes, question.cle, numero, champ);
    if (typeof valeur === "string" && valeur !== "") propre[champ] = valeur;
  }
  for (const champ of Object.keys(ligne)) {
    if (!champs.has(champ)) {
      fautes.push(faute(question.cle, "inconnue", "Cette colonne n’existe pas dans le plan.", numero, champ));
    }
  }
  return propre;
}

/**
 * The fields of a row of the plan, in their order, each with how it is cleaned.
 * @param {Question} question
 * @returns {Map<string, (valeur: unknown) => string>}
 */
export function champsDuPlan(question) {
  /** @type {[string, string][]} */
  const dispositifs = (question.dispositifs ?? []).map(({ cle, libelle }) => [cle, libelle]);
  return new Map([
    ["prestation", (valeur) => valeurs.unParmi(valeur, question.prestations ?? [])],
    ["dispositif", (valeur) => valeurs.unParmi(valeur, dispositifs)],
    ["quantite", (valeur) => valeurs.nombre(valeur, "0", QUANTITE_MAX, 2)],
    ["unite", (valeur) => valeurs.unParmi(valeur, question.unites ?? [])],
    ["cout_unitaire", (valeur) => valeurs.euros(valeur, COUT_MAX)],
    ["frequence", (valeur) => valeurs.unParmi(valeur, question.frequences ?? [])],
    ["commentaire", (valeur) => valeurs.texte(valeur, COMMENTAIRE_MAX)],
  ]);
}

/**
 * @param {string} section
 * @param {Question} question
 * @param {unknown[]} lignes
 * @returns {Manque[]}
 */
function manquesDuPlan(section, question, lignes) {
  return lignes.flatMap((ligne, rang) => {
    if (!estObjet(ligne)) return [];
    return LIGNE_OBLIGATOIRE.filter(([champ]) => estVide(lire(ligne, champ))).map(([champ, libelle]) => ({
      section,
      cle: question.cle,
      libelle: `${question.libelle}, ligne ${rang + 1} : ${libelle}`,
      ligne: rang + 1,
      champ,
    }));
  });
}

/**
 * The result of `action`; what it refuses goes to `fautes`.
 * @template T
 * @param {() => T} action
 * @param {Faute[]} fautes
 * @param {string} cle
 * @param {number | null} ligne
 * @param {string} champ
 * @returns {T | ""}
 */
function essayer(action, fautes, cle, ligne = null, champ = "") {
  try {
    return action();
  } catch (erreur) {
    if (!(erreur instanceof valeurs.Refusee)) throw erreur;
    fautes.push(faute(cle, erreur.code, erreur.phrase, ligne, champ));
    return "";
  }
}

/**
 * @param {string} cle
 * @param {string} code
 * @param {string} phrase
 * @param {number | null} ligne
 * @param {string} champ
 * @returns {Faute}
 */
function faute(cle, code, phrase, ligne = null, champ = "") {
  return { cle, code, phrase, ligne, champ };
}

/**
 * @param {unknown} valeur
 * @returns {valeur is Record<string, unknown>}
 */
function estObjet(valeur) {
  return typeof valeur === "object" && valeur !== null && !Array.isArray(valeur);
}

/**
 * What an object holds itself: nothing is found in its prototype.
 * @param {Record<string, unknown>} objet
 * @param {string} cle
 */
function lire(objet, cle) {
  return Object.hasOwn(objet, cle) ? objet[cle] : undefined;
}

/** @param {unknown} valeur */
function estVide(valeur) {
  return valeur === undefined || valeur === null || valeur === "" || (Array.isArray(valeur) && valeur.length === 0);
}

// How one answer is written: what was typed becomes the text that is kept, or a fault; twin of `regles/valeurs.py`.
// Each function returns the clean text, empty when nothing was answered, or throws `Refusee`.

/**
 * @typedef {[string, string][]} Choix
 * @typedef {{cle: string, libelle: string, prestations?: string[], apres?: string}} Dispositif
 * @typedef {{cle: string, libelle: string, sorte: string, obligatoire?: boolean, aide?: string, groupe?: string,
 *   source?: string, est_exemple?: boolean, si?: {cle: string, parmi: string[]}, min?: string, max?: string | number,
 *   decimales?: number, unite?: string, passee?: boolean, choix?: Choix, max_lignes?: number, prestations?: Choix,
 *   dispositifs?: Dispositif[], unites?: Choix, frequences?: Choix}} Question
 */

/** @type {Choix} */
const OUI_NON = [["oui", "Oui"], ["non", "Non"]];
const BLANCS = " \t\n\r\u00a0\u202f";
const ADVERBES = "STCH";
const AUCUN_ADVERBE = "0";
const EUROS_MAX = "999999.99";
const CONTROLES = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]/u;
const JOUR = /^(?:((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})|([0-9]{2})\/([0-9]{2})\/((?:19|20)[0-9]{2}))$/;
const NOMBRE = /^(-?)([0-9]{1,9})(?:[.,]([0-9]{1,9}))?$/;

/** What was typed cannot be kept: a stable code, and a French sentence. */
export class Refusee extends Error {
  /**
   * @param {string} code
   * @param {string} phrase
   */
  constructor(code, phrase) {
    super(phrase);
    this.code = code;
    this.phrase = phrase;
  }
}

/**
 * A text of at most `longueur` characters; a long one keeps its lines.
 * @param {unknown} valeur
 * @param {number} longueur
 * @param {boolean} estLong
 */
export function texte(valeur, longueur, estLong = false) {
  let propre = brut(valeur).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  if (!estLong) propre = propre.replace(/[\n\t]/g, " ");
  propre = rogner(propre);
  if (CONTROLES.test(propre)) {
    throw new Refusee(
      "caractere", "Un caractère de commande s’est glissé dans le texte : effacez le passage et retapez-le.",
    );
  }
  const nb = [...propre].length;
  if (nb > longueur) throw new Refusee("trop-long", `${longueur} caractères au plus ; il y en a ${nb}.`);
  return propre;
}

/**
 * A date, AAAA-MM-JJ or JJ/MM/AAAA; with `passee`, one after `le` is refused (null: today is not known).
 * @param {unknown} valeur
 * @param {boolean} passee
 * @param {string | null} le
 */
export function jour(valeur, passee, le) {
  const saisi = rogner(brut(valeur));
  if (saisi === "") return "";
  const propre = lireJour(saisi);
  if (propre === null) throw new Refusee("date", "Écrivez une date qui existe, par exemple 31/12/2026.");
  if (passee && le !== null && propre > le) {
    throw new Refusee("date-future", "Cette date est dans l’avenir : vérifiez-la.");
  }
  return propre;
}

/**
 * A number, with a comma or a point, as a text with exactly `decimales` decimals ("12.50").
 * @param {unknown} valeur
 * @param {string} minimum
 * @param {string} maximum
 * @param {number} decimales
 */
export function nombre(valeur, minimum, maximum, decimales) {
  const saisi = [...brut(valeur)].filter((caractere) => !BLANCS.includes(caractere)).join("");
  if (saisi === "") return "";
  const unites = enUnites(saisi, decimales);
  if (unites < enUnites(minimum, decimales)) {
    throw new Refusee("trop-petit", `${minimum.replace(".", ",")} au moins.`);
  }
  if (unites > enUnites(maximum, decimales)) {
    throw new Refusee("trop-grand", `${maximum.replace(".", ",")} au plus.`);
  }
  return ecrire(unites, decimales);
}

/**
 * An amount in euros, its sign € allowed, as a text with two decimals.
 * @param {unknown} valeur
 * @param {string} maximum
 */
export function euros(valeur, maximum) {
  const saisi = rogner(brut(valeur));
  return nombre(saisi.endsWith("€") ? saisi.slice(0, -1) : saisi, "0", maximum, 2);
}

/**
 * One answer of a list.
 * @param {unknown} valeur
 * @param {Choix} choix
 */
export function unParmi(valeur, choix) {
  const propre = brut(valeur);
  if (propre !== "" && !choix.some(([connue]) => connue === propre)) {
    throw new Refusee("choix", "Choisissez une réponse de la liste.");
  }
  return propre;
}

/**
 * Several answers of a list: each once, in the order of the list.
 * @param {unknown} valeur
 * @param {Choix} choix
 */
export function plusieursParmi(valeur, choix) {
  if (!Array.isArray(valeur)) throw forme();
  const cochees = valeur.map((une) => unParmi(une, choix));
  return choix.map(([connue]) => connue).filter((connue) => cochees.includes(connue));
}

/**
 * The adverbs of a grid question: letters of STCH in that order, or "0" for none.
 * @param {unknown} valeur
 */
export function adverbes(valeur) {
  const propre = brut(valeur);
  if (propre === "" || propre === AUCUN_ADVERBE) return propre;
  if ([...propre].some((lettre) => !ADVERBES.includes(lettre))) {
    throw new Refusee("adverbes", "Cochez les adverbes qui conviennent, ou « Ne fait pas seul ».");
  }
  return [...ADVERBES].filter((lettre) => propre.includes(lettre)).join("");
}

/**
 * The answer to any question but the plan.
 * @param {Question} question
 * @param {unknown} valeur
 * @param {string | null} le
 * @returns {string | string[]}
 */
export function simple(question, valeur, le) {
  switch (question.sorte) {
    case "texte":
    case "texte_long":
      return texte(valeur, Number(question.max), question.sorte === "texte_long");
    case "date":
      return jour(valeur, question.passee ?? false, le);
    case "nombre":
      return nombre(valeur, String(question.min), String(question.max), question.decimales ?? 2);
    case "euros":
      return euros(valeur, EUROS_MAX);
    case "oui_non":
      return unParmi(valeur, OUI_NON);
    case "choix":
      return unParmi(valeur, question.choix ?? []);
    case "cases":
      return plusieursParmi(valeur, question.choix ?? []);
    case "adverbes":
      return adverbes(valeur);
    default:
      throw new TypeError(`unknown kind of question: ${question.sorte}`);
  }
}

/**
 * A clean number of at most two decimals, as hundredths: "12.50" is 1250.
 * @param {string} nombrePropre
 */
export function centiemes(nombrePropre) {
  return enUnites(nombrePropre, 2);
}

/** @param {unknown} valeur */
function brut(valeur) {
  if (valeur === null || valeur === undefined) return "";
  if (typeof valeur !== "string") throw forme();
  return valeur;
}

function forme() {
  return new Refusee("forme", "La réponse n’a pas la forme attendue.");
}

/** @param {string} texteSaisi */
function rogner(texteSaisi) {
  let debut = 0;
  let fin = texteSaisi.length;
  while (debut < fin && BLANCS.includes(texteSaisi[debut])) debut += 1;
  while (fin > debut && BLANCS.includes(texteSaisi[fin - 1])) fin -= 1;
  return texteSaisi.slice(debut, fin);
}

/**
 * The ISO date that was typed; null when that day does not exist.
 * @param {string} saisi
 */
function lireJour(saisi) {
  const trouve = JOUR.exec(saisi);
  if (!trouve) return null;
  const iso = trouve[1] ? saisi : `${trouve[6]}-${trouve[5]}-${trouve[4]}`;
  const instant = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(iso) ? iso : null;
}

/**
 * A number as an integer of its last decimal.
 * @param {string} saisi
 * @param {number} decimales
 */
function enUnites(saisi, decimales) {
  const trouve = NOMBRE.exec(saisi);
  if (!trouve) throw new Refusee("nombre", "Écrivez un nombre, par exemple 12 ou 12,50.");
  const fraction = (trouve[3] ?? "").replace(/0+$/, "");
  if (fraction.length > decimales) {
    throw new Refusee("decimales", decimales ? `${decimales} décimales au plus.` : "Écrivez un nombre entier.");
  }
  const unites = Number(trouve[2] + fraction.padEnd(decimales, "0"));
  return trouve[1] && unites ? -unites : unites;
}

/**
 * @param {number} unites
 * @param {number} decimales
 */
function ecrire(unites, decimales) {
  if (!decimales) return String(unites);
  const chiffres = String(Math.abs(unites)).padStart(decimales + 1, "0");
  return `${unites < 0 ? "-" : ""}${chiffres.slice(0, -decimales)}.${chiffres.slice(-decimales)}`;
}

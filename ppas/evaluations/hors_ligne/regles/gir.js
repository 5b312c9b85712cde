// The GIR of a person from the answers to the AGGIR grid (CASF, annexe 2-2); twin of `regles/gir.py`.
// The law's numbers are in `aggir.json`, read by both and given here as an argument.

/**
 * @typedef {{cle: string, libelle: string, questions: string[], A: string[], C: string[]}} Variable
 * @typedef {{groupe: string, B: number[], C: number[], seuils: [number, number][]}} Groupe
 * @typedef {{discriminantes: Variable[], illustratives: Variable[], colonnes: string[], groupes: Groupe[],
 *   rang_sinon: number, gir_par_rang: number[]}} Aggir
 * @typedef {{gir: number | null, rang: number | null, modalites: Record<string, string>, manquantes: string[]}} Gir
 */

const ADVERBES = "STCH";
const AUCUN_ADVERBE = "0";

/**
 * The modality of one answer: four adverbs A, none C, otherwise B; null when it is no answer.
 * @param {unknown} reponse
 * @returns {"A" | "B" | "C" | null}
 */
export function coder(reponse) {
  if (reponse === AUCUN_ADVERBE) return "C";
  if (typeof reponse !== "string" || reponse === "") return null;
  if (reponse !== [...ADVERBES].filter((lettre) => reponse.includes(lettre)).join("")) return null;
  return reponse === ADVERBES ? "A" : "B";
}

/**
 * The rank, 1 to 13, of eight modalities such as "AABCAAAB", in the order of `aggir.colonnes`.
 * @param {Aggir} aggir
 * @param {string} profil
 * @returns {number}
 */
export function calculerRang(aggir, profil) {
  for (const groupe of aggir.groupes) {
    let total = 0;
    for (const [colonne, modalite] of [...profil].entries()) {
      if (modalite === "B" || modalite === "C") total += groupe[modalite][colonne];
    }
    const atteint = groupe.seuils.find(([seuil]) => total >= seuil);
    if (atteint) return atteint[1];
  }
  return aggir.rang_sinon;
}

/**
 * The GIR from the answers of an evaluation; their other keys are ignored. `gir` and `rang` are null as long as
 * `manquantes` (keys of questions) is not empty; `modalites` holds A, B or C of each variable coded so far.
 * @param {Aggir} aggir
 * @param {Record<string, unknown>} reponses
 * @returns {Gir}
 */
export function calculerGir(aggir, reponses) {
  /** @type {Record<string, string>} */
  const modalites = {};
  for (const variable of [...aggir.discriminantes, ...aggir.illustratives]) {
    const code = modalite(variable, reponses);
    if (code) modalites[variable.cle] = code;
  }
  const manquantes = aggir.discriminantes
    .flatMap((variable) => variable.questions)
    .filter((question) => coder(reponses[question]) === null);
  if (manquantes.length > 0) return { gir: null, rang: null, modalites, manquantes };
  const rang = calculerRang(aggir, aggir.colonnes.map((cle) => modalites[cle]).join(""));
  return { gir: aggir.gir_par_rang[rang - 1], rang, modalites, manquantes };
}

/**
 * @param {Variable} variable
 * @param {Record<string, unknown>} reponses
 * @returns {string | null}
 */
function modalite(variable, reponses) {
  const codes = variable.questions.map((question) => coder(reponses[question]));
  if (codes.includes(null)) return null;
  const profil = codes.join("");
  if (variable.A.includes(profil)) return "A";
  return variable.C.includes(profil) ? "C" : "B";
}

// What a proposed plan adds up to, and what its ceilings forbid (domaine.md 7); twin of `regles/plan.py`.
// Ceilings are dated rows of the caisses' references, given as an argument. A plan with an alert cannot be finished:
// what goes beyond a ceiling is moved to a row « hors dispositif » (decision 0100).
import { estDemandee } from "./formulaire.js";
import { centiemes } from "./valeurs.js";

/**
 * @typedef {import("./formulaire.js").Description} Description
 * @typedef {import("./valeurs.js").Question} Question
 * @typedef {import("./valeurs.js").Dispositif} Dispositif
 * @typedef {{code: string, unite: "centimes" | "centiemes_heure", valeur: number, periode_mois: number, debut: string,
 *   fin: string | null}} Plafond `code`: the `cle` of its dispositif; `fin`: its last day, null when there is none
 * @typedef {{dispositif: string, libelle: string, unite: string, total: number, plafond: number | null,
 *   periode_mois: number}} Total
 * @typedef {{code: string, dispositif: string, phrase: string, ligne: number | null}} Alerte
 * @typedef {Record<string, string>} Ligne
 * @typedef {[number, Ligne][]} Lignes rows with their number, from 1
 * @typedef {Map<string, Plafond>} Plafonds
 */

const OBLIGATOIRES = ["prestation", "dispositif", "quantite", "unite", "frequence"];
const HORS_DISPOSITIF = "hors-dispositif";
const HEURES = "centiemes_heure";
const CENTIMES = "centimes";
const MOIS_D_UN_AN = 12;
const SEMAINES_D_UN_AN = 52;
const INSECABLE = "\u00a0";

/**
 * Adds up the plan of clean answers and compares it with the ceilings that hold on `le`, the day of the visit (ISO).
 * Rows not complete yet are left aside (`manques` names them); a plan that is not asked is empty.
 * @param {Description} description
 * @param {Record<string, unknown>} reponses
 * @param {Plafond[]} plafonds
 * @param {string} le
 * @returns {{totaux: Total[], alertes: Alerte[]}}
 */
export function controlerPlan(description, reponses, plafonds, le) {
  const enVigueur = retenirPlafonds(plafonds, le);
  /** @type {Total[]} */
  const totaux = [];
  /** @type {Alerte[]} */
  const alertes = [];
  for (const question of description.sections.flatMap((section) => section.questions)) {
    if (question.sorte !== "plan" || !estDemandee(description, reponses, question.cle)) continue;
    const lignes = completes(reponses[question.cle]);
    for (const dispositif of question.dispositifs ?? []) {
      const siennes = lignes.filter(([, ligne]) => ligne.dispositif === dispositif.cle);
      const plafond = enVigueur.get(dispositif.cle);
      alertes.push(...alertesDesLignes(question, dispositif, plafond, siennes));
      if (siennes.length > 0 && (plafond || dispositif.cle === HORS_DISPOSITIF)) {
        totaux.push(totaliser(dispositif, plafond, siennes));
      }
    }
    alertes.push(...alertesDuPlan(question, totaux, enVigueur, lignes, le));
  }
  return { totaux, alertes };
}

/**
 * An amount or a duration for people: `1 234,56 €`, `14,50 h`.
 * @param {string} unite
 * @param {number} valeur cents, or hundredths of an hour
 */
export function ecrire(unite, valeur) {
  const entiers = String(Math.floor(valeur / 100)).replace(/\B(?=(\d{3})+$)/g, INSECABLE);
  return `${entiers},${String(valeur % 100).padStart(2, "0")}${INSECABLE}${unite === HEURES ? "h" : "€"}`;
}

/**
 * By code, the ceilings that hold on `le`: of two, the one that began last.
 * @param {Plafond[]} plafonds
 * @param {string} le
 * @returns {Plafonds}
 */
function retenirPlafonds(plafonds, le) {
  const tenus = plafonds.filter(({ debut, fin }) => debut <= le && (fin === null || fin >= le));
  tenus.sort((un, autre) => (un.debut < autre.debut ? -1 : un.debut > autre.debut ? 1 : 0));
  return new Map(tenus.map((plafond) => [plafond.code, plafond]));
}

/**
 * @param {unknown} lignes
 * @returns {Lignes}
 */
function completes(lignes) {
  if (!Array.isArray(lignes)) return [];
  return lignes
    .map((ligne, rang) => /** @type {[number, Ligne]} */ ([rang + 1, ligne]))
    .filter(([, ligne]) => OBLIGATOIRES.every((champ) => Object.hasOwn(ligne, champ)));
}

/**
 * @param {Question} question
 * @param {Dispositif} dispositif
 * @param {Plafond | undefined} plafond
 * @param {Lignes} lignes
 */
function alertesDesLignes(question, dispositif, plafond, lignes) {
  /** @type {Alerte[]} */
  const alertes = [];
  for (const [numero, ligne] of lignes) {
    /**
     * @param {string} code
     * @param {string} phrase
     */
    const alerter = (code, phrase) => alertes.push({ code, dispositif: dispositif.cle, phrase, ligne: numero });
    if (dispositif.prestations && !dispositif.prestations.includes(ligne.prestation)) {
      const prestation = question.prestations?.find(([cle]) => cle === ligne.prestation)?.[1];
      alerter("prestation", `« ${prestation} » n’entre pas dans « ${dispositif.libelle} ».`);
    }
    if (plafond?.unite === HEURES && ligne.unite !== "heure") {
      alerter("unite", `« ${dispositif.libelle} » se compte en heures : choisissez cette unité.`);
    }
    if (plafond?.unite === CENTIMES && !Object.hasOwn(ligne, "cout_unitaire")) {
      alerter("cout", `« ${dispositif.libelle} » se compte en euros : indiquez le coût unitaire.`);
    }
  }
  return alertes;
}

/**
 * @param {Question} question
 * @param {Total[]} totaux
 * @param {Plafonds} enVigueur
 * @param {Lignes} lignes
 * @param {string} le
 * @returns {Alerte[]}
 */
function alertesDuPlan(question, totaux, enVigueur, lignes, le) {
  const employes = new Set(lignes.map(([, ligne]) => ligne.dispositif));
  return (question.dispositifs ?? []).flatMap((dispositif) => {
    if (!employes.has(dispositif.cle) || dispositif.cle === HORS_DISPOSITIF) return [];
    const total = totaux.find((un) => un.dispositif === dispositif.cle);
    if (!total) {
      const phrase = `« ${dispositif.libelle} » n’a pas de plafond en vigueur au ${dateFr(le)} : choisissez un autre `
        + "dispositif, ou « Hors dispositif ».";
      return [{ code: "sans-plafond", dispositif: dispositif.cle, phrase, ligne: null }];
    }
    return [...depassement(total), ...condition(question, dispositif, totaux, enVigueur)];
  });
}

/**
 * @param {Total} total
 * @returns {Alerte[]}
 */
function depassement(total) {
  if (total.plafond === null || total.total <= total.plafond) return [];
  const periode = total.periode_mois === MOIS_D_UN_AN ? "par an" : `sur ${total.periode_mois} mois`;
  const phrase = `« ${total.libelle} » : ${ecrire(total.unite, total.total)} ${periode}, pour un plafond de `
    + `${ecrire(total.unite, total.plafond)}. Réduisez l’aide, ou passez ce qui dépasse dans une ligne « Hors dispositif ».`;
  return [{ code: "plafond", dispositif: total.dispositif, phrase, ligne: null }];
}

/**
 * A complement opens once the ceiling of the dispositif before it is reached.
 * @param {Question} question
 * @param {Dispositif} dispositif
 * @param {Total[]} totaux
 * @param {Plafonds} enVigueur
 * @returns {Alerte[]}
 */
function condition(question, dispositif, totaux, enVigueur) {
  if (!dispositif.apres) return [];
  const plafond = enVigueur.get(dispositif.apres);
  const atteint = totaux.find((total) => total.dispositif === dispositif.apres)?.total ?? 0;
  if (plafond && atteint >= plafond.valeur) return [];
  const libelle = question.dispositifs?.find((autre) => autre.cle === dispositif.apres)?.libelle;
  const unite = plafond?.unite ?? HEURES;
  const seuil = plafond ? ` (${ecrire(unite, plafond.valeur)})` : "";
  const phrase = `« ${dispositif.libelle} » ne s’ajoute qu’à un plan qui atteint le plafond de « ${libelle} »${seuil} ; `
    + `celui-ci en propose ${ecrire(unite, atteint)}.`;
  return [{ code: "condition", dispositif: dispositif.cle, phrase, ligne: null }];
}

/**
 * @param {Dispositif} dispositif
 * @param {Plafond | undefined} plafond
 * @param {Lignes} lignes
 * @returns {Total}
 */
function totaliser(dispositif, plafond, lignes) {
  const unite = plafond?.unite ?? CENTIMES;
  const periode = plafond?.periode_mois ?? MOIS_D_UN_AN;
  const compter = unite === HEURES ? centiemesHeure : centimes;
  return {
    dispositif: dispositif.cle,
    libelle: dispositif.libelle,
    unite,
    total: lignes.reduce((somme, [, ligne]) => somme + compter(ligne, periode), 0),
    plafond: plafond?.valeur ?? null,
    periode_mois: periode,
  };
}

/**
 * @param {Ligne} ligne
 * @param {number} periode
 */
function centiemesHeure(ligne, periode) {
  if (ligne.unite !== "heure") return 0;
  const [fois, sur] = occurrences(ligne.frequence, periode);
  return arrondir(BigInt(centiemes(ligne.quantite)) * fois, sur);
}

/**
 * @param {Ligne} ligne
 * @param {number} periode
 */
function centimes(ligne, periode) {
  const [fois, sur] = occurrences(ligne.frequence, periode);
  const cout = centiemes(ligne.cout_unitaire ?? "0");
  return arrondir(BigInt(centiemes(ligne.quantite)) * BigInt(cout) * fois, sur * 100n);
}

/**
 * How many times a row comes back in `periode` months, as a fraction: a year has 52 weeks.
 * @param {string} frequence
 * @param {number} periode
 * @returns {[bigint, bigint]}
 */
function occurrences(frequence, periode) {
  if (frequence === "par_semaine") return [BigInt(SEMAINES_D_UN_AN * periode), BigInt(MOIS_D_UN_AN)];
  if (frequence === "par_mois") return [BigInt(periode), 1n];
  if (frequence === "par_an") return [BigInt(Math.ceil(periode / MOIS_D_UN_AN)), 1n];
  return [1n, 1n];
}

/**
 * The nearest integer, a half going up; products of cents may pass what a number holds exactly.
 * @param {bigint} numerateur
 * @param {bigint} denominateur
 */
function arrondir(numerateur, denominateur) {
  return Number((2n * numerateur + denominateur) / (2n * denominateur));
}

/** @param {string} iso */
function dateFr(iso) {
  return iso.split("-").reverse().join("/");
}

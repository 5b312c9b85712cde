// The code of this computer: five tries, then the key is erased; erased too when nothing was synchronised for long.
import { changerLeCode, CodeFaux, creerCoffre, ouvrirCoffre } from "./coffre.js";
import { avancer, joursRestants } from "./duree.js";

export const ESSAIS_MAX = 5;

/** @typedef {import("./stockage.js").Stockage} Stockage */
/** @typedef {{identifiant: string, nom: string, utilisateur: string}} Appareil */

/** There is no key here any more: what is kept cannot be read without a copy. */
export class CleEffacee extends Error {}

/**
 * Make the key of this computer; what an earlier one kept becomes unreadable.
 * @param {Stockage} stockage
 * @param {string} code
 * @param {Appareil} appareil
 */
export async function poserLaSerrure(stockage, code, appareil) {
  const { enveloppe } = await creerCoffre(code);
  await stockage.ecrire(({ reglages, commandes, evaluations, mises_de_cote }) => {
    for (const magasin of [reglages, commandes, evaluations, mises_de_cote]) magasin.clear();
    const valeurs = { appareil, enveloppe, essais: 0, compteur: { jours: 0, vuLe: Date.now() } };
    for (const [cle, valeur] of Object.entries(valeurs)) reglages.put(valeur, cle);
  });
}

/**
 * The key, when the code is right. Each try is written before it is made: ending the browser gives none back.
 * @param {Stockage} stockage
 * @param {string} code
 * @returns {Promise<CryptoKey>} throws CodeFaux, whose message is the number of tries left, or CleEffacee
 */
export function ouvrirLaSerrure(stockage, code) {
  return essayer(stockage, (enveloppe) => ouvrirCoffre(enveloppe, code));
}

/**
 * Another code for the same key. Throws as `ouvrirLaSerrure` does.
 * @param {Stockage} stockage
 * @param {string} ancien
 * @param {string} nouveau
 */
export async function renouvelerLeCode(stockage, ancien, nouveau) {
  const enveloppe = await essayer(stockage, (actuelle) => changerLeCode(actuelle, ancien, nouveau));
  await stockage.regler("enveloppe", enveloppe);
}

/** @param {Stockage} stockage */
export function effacerLaCle(stockage) {
  return stockage.ecrire(({ reglages }) => void reglages.delete("enveloppe"));
}

/**
 * Look at the clock; erase the key when the time has come.
 * @param {Stockage} stockage
 * @param {number} limite days
 * @returns {Promise<number>} days left
 */
export async function compterLesJours(stockage, limite) {
  const ancien = (await stockage.lire("reglages", "compteur")) ?? { jours: 0, vuLe: Date.now() };
  const compteur = avancer(ancien, Date.now(), limite);
  const restants = joursRestants(compteur, limite);
  await stockage.ecrire(({ reglages }) => {
    reglages.put(compteur, "compteur");
    if (restants === 0) reglages.delete("enveloppe");
  });
  return restants;
}

/**
 * @template T
 * @param {Stockage} stockage
 * @param {(enveloppe: import("./coffre.js").Enveloppe) => Promise<T>} action
 * @returns {Promise<T>}
 */
async function essayer(stockage, action) {
  const enveloppe = await stockage.lire("reglages", "enveloppe");
  if (!enveloppe) throw new CleEffacee();
  const essais = ((await stockage.lire("reglages", "essais")) ?? 0) + 1;
  await stockage.regler("essais", essais);
  try {
    const resultat = await action(enveloppe);
    await stockage.regler("essais", 0);
    return resultat;
  } catch (erreur) {
    if (!(erreur instanceof CodeFaux)) throw erreur;
    if (essais < ESSAIS_MAX) throw new CodeFaux(String(ESSAIS_MAX - essais));
    await effacerLaCle(stockage);
    throw new CleEffacee();
  }
}

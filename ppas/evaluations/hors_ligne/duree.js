// How long this computer has gone without synchronising, by a clock that may be wrong (docs/decisions/0107). Pure.

const JOUR = 24 * 3600 * 1000;
export const AVERTIR_JOURS = 5;

/** @typedef {{jours: number, vuLe: number}} Compteur days counted so far, and the instant of the last look */

/**
 * The counter after one more look at the clock. A clock that goes back counts for nothing. One that leaps forward
 * counts up to the first warning at most; from there each look adds a day at most, so that nothing is erased before
 * several warnings, whatever the clock says.
 * @param {Compteur} compteur
 * @param {number} maintenant milliseconds
 * @param {number} limite days without synchronisation after which the key is erased
 * @returns {Compteur}
 */
export function avancer({ jours, vuLe }, maintenant, limite) {
  const ecart = Math.max(0, (maintenant - vuLe) / JOUR);
  const seuil = Math.max(0, limite - AVERTIR_JOURS);
  const suivants = jours < seuil ? Math.min(jours + ecart, seuil) : jours + Math.min(ecart, 1);
  return { jours: suivants, vuLe: maintenant };
}

/**
 * Whole days left before the key is erased, 0 when it is time.
 * @param {Compteur} compteur
 * @param {number} limite
 */
export function joursRestants({ jours }, limite) {
  return Math.max(0, Math.ceil(limite - jours));
}

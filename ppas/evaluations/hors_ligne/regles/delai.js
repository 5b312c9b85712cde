// How long is left before an evaluation is due, in the portal's words (regles/delai.py). Pure.

const JOUR = 24 * 3600 * 1000;
const PROCHE_JOURS = 7;

/**
 * What is said of a deadline on a day, both AAAA-MM-JJ.
 * @param {string} dateLimite
 * @param {string} le
 * @returns {{texte: string, ton: string}}
 */
export function delai(dateLimite, le) {
  const jours = Math.round((Date.parse(dateLimite) - Date.parse(le)) / JOUR);
  if (jours < 0) return { texte: `En retard de ${enJours(-jours)}`, ton: "non" };
  if (jours === 0) return { texte: "À rendre aujourd’hui", ton: "attente" };
  return { texte: `Dans ${enJours(jours)}`, ton: jours <= PROCHE_JOURS ? "attente" : "neutre" };
}

/** @param {number} nombre */
function enJours(nombre) {
  return nombre === 1 ? "1 jour" : `${nombre} jours`;
}

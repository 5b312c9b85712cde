// The portal's JSON addresses for the offline application (docs/decisions/0109), and nothing else: no page is ever read.

const RACINE = "/hors-ligne/api/";
const DELAI_MS = 60_000;

/**
 * The portal refused, or did not answer. `code` is stable; `message` is in French, for the person. `statut` is the
 * status of the answer, 0 when there was none.
 */
export class ErreurApi extends Error {
  /** @param {string} code @param {string} message @param {number} statut */
  constructor(code, message, statut = 0) {
    super(message);
    this.code = code;
    this.statut = statut;
  }
}

/**
 * @typedef {{utilisateur: string, csrf: string, hors_ligne_jours: number, version?: string, copies:
 *   {appareil: string, nom: string, deposee_le: string, nb_evaluations: number}[]}} Etat
 * @typedef {ReturnType<typeof creerApi>} Api
 */

/** @param {{fetch?: typeof globalThis.fetch, racine?: string, delai?: number}} options */
export function creerApi({ fetch = (...tout) => globalThis.fetch(...tout), racine = RACINE, delai = DELAI_MS } = {}) {
  let jeton = "";

  /** @param {string} chemin @param {unknown} [corps] sent by POST when there is one @returns {Promise<any>} */
  async function demander(chemin, corps) {
    /** @type {Response} */
    let reponse;
    /** @type {any} */
    let lue;
    try {
      reponse = await fetch(racine + chemin, {
        method: corps === undefined ? "GET" : "POST",
        credentials: "same-origin",
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(delai),
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": jeton },
        ...(corps === undefined ? {} : { body: JSON.stringify(corps) }),
      });
      const texte = await reponse.text();
      lue = lireJson(texte);
    } catch (erreur) {
      throw erreur instanceof Error && erreur.name === "TimeoutError"
        ? new ErreurApi("delai-depasse", "Le portail met trop de temps à répondre.")
        : new ErreurApi("hors-ligne", "Le portail ne répond pas : l’ordinateur n’est sans doute pas connecté à Internet.");
    }
    if (reponse.ok && lue) return lue;
    if (lue?.code) throw new ErreurApi(lue.code, lue.message, reponse.status);
    if (reponse.status === 502 || reponse.status === 503 || reponse.status === 504) {
      throw new ErreurApi("indisponible", "Le portail est momentanément indisponible.", reponse.status);
    }
    // The page of a hotel's network, or of a proxy: it is not the portal that answered.
    throw new ErreurApi("reponse-inattendue", "Ce n’est pas le portail qui a répondu : vérifiez la connexion à Internet.", reponse.status);
  }

  /** @returns {Promise<Etat>} */
  async function etat() {
    const lu = await demander("etat/");
    jeton = lu.csrf;
    return lu;
  }

  /** The token of a session that was opened anew is another one: ask for it, and send once more. */
  async function poster(/** @type {string} */ chemin, /** @type {unknown} */ corps) {
    if (!jeton) await etat();
    try {
      return await demander(chemin, corps);
    } catch (erreur) {
      if (!(erreur instanceof ErreurApi) || erreur.code !== "csrf") throw erreur;
      await etat();
      return demander(chemin, corps);
    }
  }

  return {
    etat,
    /** @param {string} appareil @param {number[]} tenues orders that this computer holds */
    commandes: (appareil, tenues) => poster("commandes/", { appareil, tenues }),
    /** @param {string} appareil @param {unknown} envoi */
    envoyer: (appareil, envoi) => poster("evaluations/", { appareil, envoi }),
    /** @param {string} appareil @param {unknown} copie */
    deposerCopie: (appareil, copie) => poster("copie/", { appareil, copie }),
    /** @param {string} appareil */
    copie: (appareil) => demander(`copie/?appareil=${encodeURIComponent(appareil)}`),
  };
}

/** @param {string} texte */
function lireJson(texte) {
  try {
    return JSON.parse(texte);
  } catch {
    return null;
  }
}

// Sealed copies: what this computer holds, encrypted as it is stored, in a file or on the portal; the code opens it.
import { deBase64, desceller, enBase64, ouvrirCoffre } from "./coffre.js";

const FORMAT = "ppas-1";
const MAGASINS = /** @type {const} */ (["commandes", "evaluations", "mises_de_cote"]);

/** The file is not a copy, was cut, or comes from an application that this one does not know. */
export class CopieIllisible extends Error {}

/** Encrypted records only, and the envelope that the code opens. @param {import("./stockage.js").Stockage} stockage */
export async function composerLaCopie(stockage) {
  const [appareil, enveloppe] = await Promise.all(
    ["appareil", "enveloppe"].map((cle) => stockage.lire("reglages", cle)),
  );
  /** @type {Record<string, any[]>} */
  const enregistrements = {};
  for (const magasin of MAGASINS) {
    enregistrements[magasin] = (await stockage.tout(magasin)).map(({ scelle, ...clair }) => ({
      ...clair,
      scelle: { iv: enBase64(scelle.iv), octets: enBase64(scelle.octets) },
    }));
  }
  return { format: FORMAT, appareil: appareil.identifiant, enveloppe, enregistrements };
}

/**
 * What a copy holds, in clear.
 * @param {any} copie
 * @param {string} code
 * @returns {Promise<{commandes: any[], evaluations: any[]}>} throws CodeFaux or CopieIllisible
 */
export async function lireLaCopie(copie, code) {
  if (copie?.format !== FORMAT || copie.enveloppe?.format !== 1) throw new CopieIllisible();
  const cle = await ouvrirCoffre(copie.enveloppe, code);
  try {
    const [commandes, evaluations] = await Promise.all(
      [copie.enregistrements.commandes, copie.enregistrements.evaluations].map((lignes) => ouvrir(cle, lignes)),
    );
    return { commandes, evaluations };
  } catch {
    throw new CopieIllisible();
  }
}

/** @param {CryptoKey} cle @param {any[]} lignes @returns {Promise<any[]>} */
function ouvrir(cle, lignes) {
  return Promise.all(
    lignes.map(async ({ scelle: { iv, octets }, ...clair }) => ({
      ...clair,
      ...(await desceller(cle, { iv: deBase64(iv), octets: deBase64(octets).buffer })),
    })),
  );
}

/**
 * Whether a copy holds what would else be lost: not received by the portal, and later than what is unsent here. What the
 * portal gave is dated of its coming, not of its typing.
 * @param {Pick<import("./carnet.js").Evaluation, "aEnvoyer" | "modifieeLe">} copiee
 * @param {Pick<import("./carnet.js").Evaluation, "aEnvoyer" | "modifieeLe">} presente
 */
export function manqueIci(copiee, presente) {
  return copiee.aEnvoyer && (!presente.aEnvoyer || copiee.modifieeLe > presente.modifieeLe);
}

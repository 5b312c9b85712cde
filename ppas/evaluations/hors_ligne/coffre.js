// What is kept on this computer is encrypted by a random key, itself wrapped by a key that the code gives
// (docs/decisions/0107). Nothing here touches the disk or the network.

const ITERATIONS = 600_000;
const CODE_MIN = 6;

/** @typedef {{format: 1, kdf: "PBKDF2-SHA256", iterations: number, sel: string, iv: string, cle: string}} Enveloppe */
/** @typedef {{iv: Uint8Array<ArrayBuffer>, octets: ArrayBuffer}} Scelle */

/** The code does not open the envelope. */
export class CodeFaux extends Error {}

/**
 * Why this code cannot be chosen, in French; empty when it will do.
 * @param {string} code
 */
export function defautDuCode(code) {
  const signes = [...normaliser(code)];
  if (signes.length < CODE_MIN) return `Choisissez un code d’au moins ${CODE_MIN} chiffres ou lettres.`;
  if (new Set(signes).size < 3) return "Choisissez un code qui comporte au moins trois signes différents.";
  const ecarts = new Set(signes.slice(1).map((signe, rang) => signe.charCodeAt(0) - signes[rang].charCodeAt(0)));
  if (ecarts.size === 1) return "Choisissez un code qui ne soit pas une suite, comme 123456.";
  return "";
}

/**
 * A new random key, and the envelope that `code` opens.
 * @param {string} code
 * @returns {Promise<{cle: CryptoKey, enveloppe: Enveloppe}>}
 */
export async function creerCoffre(code) {
  const brute = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const enveloppe = await envelopper(brute, code);
  return { cle: await ouvrirCoffre(enveloppe, code), enveloppe };
}

/**
 * The key of an envelope, which cannot be read out of the browser's memory by scripts.
 * @param {Enveloppe} enveloppe
 * @param {string} code
 * @returns {Promise<CryptoKey>} throws CodeFaux
 */
export function ouvrirCoffre(enveloppe, code) {
  return developper(enveloppe, code, false);
}

/**
 * The same key under another code: what it has encrypted stays as it is.
 * @param {Enveloppe} enveloppe
 * @param {string} ancien
 * @param {string} nouveau
 * @returns {Promise<Enveloppe>} throws CodeFaux
 */
export async function changerLeCode(enveloppe, ancien, nouveau) {
  return envelopper(await developper(enveloppe, ancien, true), nouveau);
}

/**
 * @param {CryptoKey} cle
 * @param {unknown} objet
 * @returns {Promise<Scelle>}
 */
export async function sceller(cle, objet) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const clair = new TextEncoder().encode(JSON.stringify(objet));
  return { iv, octets: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, cle, clair) };
}

/**
 * @param {CryptoKey} cle
 * @param {Scelle} scelle
 * @returns {Promise<any>} throws when the bytes were altered, or belong to another key
 */
export async function desceller(cle, scelle) {
  const clair = await crypto.subtle.decrypt({ name: "AES-GCM", iv: scelle.iv }, cle, scelle.octets);
  return JSON.parse(new TextDecoder().decode(clair));
}

/** @param {BufferSource} octets */
export function enBase64(octets) {
  const vue = ArrayBuffer.isView(octets) ? new Uint8Array(octets.buffer) : new Uint8Array(octets);
  let texte = "";
  for (let debut = 0; debut < vue.length; debut += 0x8000) {
    texte += String.fromCharCode(...vue.subarray(debut, debut + 0x8000));
  }
  return btoa(texte);
}

/** @param {string} texte @returns {Uint8Array<ArrayBuffer>} */
export function deBase64(texte) {
  return Uint8Array.from(atob(texte), (signe) => signe.charCodeAt(0));
}

/** Keyboards and copies write the same letter in several ways. @param {string} code */
function normaliser(code) {
  return code.trim().normalize("NFKC");
}

/**
 * @param {string} code
 * @param {Uint8Array<ArrayBuffer>} sel
 * @param {number} iterations
 */
async function cleDuCode(code, sel, iterations) {
  const octets = new TextEncoder().encode(normaliser(code));
  const base = await crypto.subtle.importKey("raw", octets, "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt: sel, iterations };
  return crypto.subtle.deriveKey(derivation, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/** @param {CryptoKey} cle @param {string} code @returns {Promise<Enveloppe>} */
async function envelopper(cle, code) {
  const sel = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const enveloppante = await cleDuCode(code, sel, ITERATIONS);
  const octets = await crypto.subtle.wrapKey("raw", cle, enveloppante, { name: "AES-GCM", iv });
  const [selEcrit, ivEcrit, cleEcrite] = [sel, iv, octets].map(enBase64);
  return { format: 1, kdf: "PBKDF2-SHA256", iterations: ITERATIONS, sel: selEcrit, iv: ivEcrit, cle: cleEcrite };
}

/** @param {Enveloppe} enveloppe @param {string} code @param {boolean} estExtractible */
async function developper(enveloppe, code, estExtractible) {
  const enveloppante = await cleDuCode(code, deBase64(enveloppe.sel), enveloppe.iterations);
  const chiffrement = { name: "AES-GCM", iv: deBase64(enveloppe.iv) };
  const octets = deBase64(enveloppe.cle);
  try {
    return await crypto.subtle.unwrapKey("raw", octets, enveloppante, chiffrement, "AES-GCM", estExtractible, [
      "encrypt",
      "decrypt",
    ]);
  } catch {
    throw new CodeFaux();
  }
}

// The synchronisation: evaluations leave one by one, orders come, a sealed copy stays on the portal (docs/decisions/0109).
// It may be cut anywhere: what had no answer leaves again under the same identifier, and the portal takes it once.
import { creerApi, ErreurApi } from "./api.js";

/**
 * @typedef {import("./api.js").Api} Api
 * @typedef {{identifiant: string, utilisateur: string}} Appareil
 * @typedef {{identifiant: string, commande: number}} Envoi
 * @typedef {{identifiant: string, resultat: "prise" | "conflit" | "mise_de_cote", revision: number | null, code: string,
 *   motif: string, recu_le: string}} Accuse
 * @typedef {{prises: number, conflits: number, misesDeCote: number, nonEnvoyees: number, commandes: number | null,
 *   copie: boolean, arret: ErreurApi | null}} Bilan
 */
/**
 * The notebook, as the synchronisation knows it.
 * @typedef {object} Carnet
 * @property {() => Promise<Envoi[]> | Envoi[]} aEnvoyer
 * @property {(identifiants: string[]) => unknown} noterTentatives
 * @property {(identifiant: string, accuse: Accuse) => unknown} recevoirAccuse
 * @property {(recues: any) => unknown} recevoirCommandes
 * @property {() => any} copieScellee
 * @property {() => Record<string, any>[]} commandes
 * @property {{lire: (magasin: any, cle: string) => Promise<any>}} [stockage]
 */

/** What stands in the way of everything: the records that follow would fail too. */
const ARRETENT = new Set([
  "appareil-retire",
  "autre-utilisateur",
  "consultation-seule",
  "csrf",
  "delai-depasse",
  "etape-obligatoire",
  "hors-ligne",
  "indisponible",
  "introuvable",
  "reponse-inattendue",
  "session-expiree",
]);
/** The portal will never take this record as it is: it is set aside here. */
const ECARTENT = new Set(["envoi-illisible", "forme", "identifiant-deja-utilise", "json-illisible", "trop-volumineux"]);

/** Where to sign in again, and come back to a screen of the application. @param {string} ecran */
export const CONNEXION = (ecran) => `/comptes/connexion/?next=${encodeURIComponent(`/hors-ligne/#${ecran}`)}`;

/** The portal of the page. */
export const api = creerApi();

/** Something to show: a sentence, its tone, where to go. As a text it is the sentence alone. */
export class Nouvelle {
  /**
   * @param {string} texte
   * @param {"info" | "success" | "warning" | "error"} ton
   * @param {{adresse: string, libelle: string} | null} lien
   */
  constructor(texte, ton = "info", lien = null) {
    this.texte = texte;
    this.ton = ton;
    this.lien = lien;
  }

  toString() {
    return this.texte;
  }
}

/**
 * Send what the portal has not received, then take what it reserves for this computer, then leave a sealed copy there.
 * Never throws for the network or the portal: `arret` says why it stopped, and what was not sent stays here. What the
 * notebook's storage throws goes through.
 * @param {{carnet: Carnet, api: Api, signaler?: (nouvelle: Nouvelle) => unknown, appareil?: Appareil | null}} avec
 * @returns {Promise<Bilan>}
 */
export async function synchroniser({ carnet, api, signaler = () => {}, appareil = null }) {
  /** @type {Bilan} */
  const bilan = { prises: 0, conflits: 0, misesDeCote: 0, nonEnvoyees: 0, commandes: null, copie: false, arret: null };
  const ici = appareil ?? (await carnet.stockage?.lire("reglages", "appareil"));
  try {
    const { utilisateur } = await api.etat();
    if (utilisateur !== ici.utilisateur) throw autreUtilisateur(ici.utilisateur);
    await envoyer(carnet, api, ici, bilan, signaler);
    const recues = await api.commandes(ici.identifiant, carnet.commandes().map(({ id }) => id));
    // Their numbers are in the notebook, which may forget them.
    for (const { commande, motif } of recues.retirees) {
      signaler(new Nouvelle(`Commande n° ${numero(carnet, commande)} : ${motif}`, "warning"));
    }
    await carnet.recevoirCommandes(recues);
    bilan.commandes = recues.commandes.length;
    await api.deposerCopie(ici.identifiant, await carnet.copieScellee());
    bilan.copie = true;
  } catch (erreur) {
    if (!(erreur instanceof ErreurApi)) throw erreur;
    bilan.arret = erreur;
  }
  if (bilan.arret || bilan.nonEnvoyees) bilan.nonEnvoyees = (await carnet.aEnvoyer()).length;
  for (const nouvelle of conclure(bilan)) signaler(nouvelle);
  return bilan;
}

/**
 * Leave the sealed copy alone, after changes; false when the portal did not take it: nothing is lost, it is for later.
 * @param {{carnet: Carnet, api: Api, appareil?: Appareil | null}} avec
 */
export async function deposerCopie({ carnet, api, appareil = null }) {
  const ici = appareil ?? (await carnet.stockage?.lire("reglages", "appareil"));
  try {
    await api.deposerCopie(ici.identifiant, await carnet.copieScellee());
    return true;
  } catch (erreur) {
    if (erreur instanceof ErreurApi) return false;
    throw erreur;
  }
}

/**
 * One by one: each has its receipt before the next one leaves. The disk takes it meanwhile: one that it lacks would be
 * given again, the same, to the same identifier.
 * @param {Carnet} carnet @param {Api} api @param {Appareil} ici @param {Bilan} bilan
 * @param {(nouvelle: Nouvelle) => unknown} signaler
 */
async function envoyer(carnet, api, ici, bilan, signaler) {
  const envois = await carnet.aEnvoyer();
  // The portal may know these contents from now on, even if no answer ever comes: the next ones will say so.
  await carnet.noterTentatives(envois.map(({ identifiant }) => identifiant));
  /** @type {Promise<unknown>} */
  let rangement = Promise.resolve();
  try {
    for (const envoi of envois) {
      const accuse = await recevoir(api, ici, envoi);
      await rangement;
      if (!accuse) {
        bilan.nonEnvoyees += 1;
        continue;
      }
      rangement = Promise.resolve(carnet.recevoirAccuse(envoi.identifiant, accuse));
      rangement.catch(() => {}); // thrown where it is awaited
      compter(bilan, accuse);
      signaler(dire(numero(carnet, envoi.commande), accuse));
    }
  } finally {
    await rangement;
  }
}

/**
 * The receipt of one record, one made here when the portal will never take it, null when it is to be sent again later.
 * @param {Api} api @param {Appareil} ici @param {Envoi} envoi @returns {Promise<Accuse | null>}
 */
async function recevoir(api, ici, envoi) {
  try {
    return await api.envoyer(ici.identifiant, envoi);
  } catch (erreur) {
    if (!(erreur instanceof ErreurApi) || ARRETENT.has(erreur.code)) throw erreur;
    if (!ECARTENT.has(erreur.code)) return null;
    const { code, message: motif } = erreur;
    return { identifiant: envoi.identifiant, resultat: "mise_de_cote", revision: null, code, motif, recu_le: "" };
  }
}

/** @param {Bilan} bilan @param {Accuse} accuse */
function compter(bilan, { resultat }) {
  if (resultat === "prise") bilan.prises += 1;
  else if (resultat === "conflit") bilan.conflits += 1;
  else bilan.misesDeCote += 1;
}

/** @param {string} numero @param {Accuse} accuse */
function dire(numero, { resultat, motif }) {
  const suite = motif ? ` ${motif}` : "";
  if (resultat === "prise") return new Nouvelle(`Commande n° ${numero} : enregistrée sur le portail.${suite}`, motif ? "warning" : "success");
  if (resultat === "conflit") {
    return new Nouvelle(
      `Commande n° ${numero} : deux versions existent.${suite} Les deux sont gardées : choisissez sur le portail.`,
      "warning",
      { adresse: "/evaluations/synchronisation/", libelle: "Choisir la version à garder" },
    );
  }
  return new Nouvelle(`Commande n° ${numero} : mise de côté.${suite} Les autres évaluations sont envoyées.`, "warning");
}

/** @param {Bilan} bilan */
function conclure({ arret, nonEnvoyees, commandes }) {
  const reste = nonEnvoyees
    ? ` ${nonEnvoyees} ${nonEnvoyees > 1 ? "évaluations restent" : "évaluation reste"} à envoyer : rien n’est perdu.`
    : " Tout ce qui était à envoyer l’a été.";
  if (arret?.code === "session-expiree") {
    const lien = { adresse: CONNEXION("synchronisation"), libelle: "Reconnectez-vous" };
    return [new Nouvelle(`Votre session est terminée.${reste} Reconnectez-vous, puis relancez la synchronisation.`, "warning", lien)];
  }
  if (arret) return [new Nouvelle(`La synchronisation s’est arrêtée. ${arret.message}${reste}`, "error")];
  if (nonEnvoyees) return [new Nouvelle(`La synchronisation est incomplète.${reste} Réessayez plus tard.`, "warning")];
  return [new Nouvelle(`Synchronisation terminée. Commandes sur cet ordinateur : ${commandes}.`, "success")];
}

/** @param {string} attendu */
function autreUtilisateur(attendu) {
  return new ErreurApi(
    "autre-utilisateur",
    `Cet ordinateur est celui de « ${attendu} » : reconnectez-vous au portail avec ce compte.`,
    403,
  );
}

/** @param {Carnet} carnet @param {number} id */
function numero(carnet, id) {
  return carnet.commandes().find((commande) => commande.id === id)?.numero ?? String(id);
}

// The evaluator's notebook: orders and evaluations, in clear in memory, encrypted in the browser's storage.
// Clear beside the encrypted bytes: numbers, states and identifiers only, never a word about a person.
import { desceller, sceller } from "./coffre.js";
import { composerLaCopie, lireLaCopie, manqueIci } from "./copies.js";

/** @typedef {import("./stockage.js").Stockage} Stockage */
/** @typedef {Record<string, any>} Commande */
/**
 * @typedef {{commande: number, etat: "en_cours" | "terminee", aEnvoyer: boolean, identifiant: string, base: number,
 *   precedents: string[], estTentee: boolean, modifieeLe: string, version: number, reponses: Record<string, any>}}
 *   Evaluation
 * @typedef {{identifiant: string, resultat: "prise" | "conflit" | "mise_de_cote", revision: number | null,
 *   code: string, motif: string, recu_le: string}} Accuse
 */

export class Carnet extends EventTarget {
  /** @type {Map<number, Commande>} */
  #commandes = new Map();
  /** @type {Map<number, Evaluation>} */
  #evaluations = new Map();
  /** Evaluations whose last change is not on the disk. @type {Set<number>} */
  #nonEnregistrees = new Set();
  #file = Promise.resolve();
  /** Records that this key does not open, as they are stored. @type {Record<string, any[]>} */
  #illisibles = {};

  /** @param {Stockage} stockage @param {CryptoKey} cle */
  constructor(stockage, cle) {
    super();
    this.stockage = stockage;
    this.cle = cle;
    /** Ceilings of plans, dated. @type {any[]} */
    this.plafonds = [];
    /** @type {string | null} */
    this.synchroniseLe = null;
  }

  /** Read everything that the storage holds. @param {Stockage} stockage @param {CryptoKey} cle */
  static async ouvrir(stockage, cle) {
    const carnet = new Carnet(stockage, cle);
    await carnet.relire();
    return carnet;
  }

  /** Read the storage again: another tab has written, or a copy was restored. */
  async relire() {
    const commandes = await this.#desceller("commandes");
    const evaluations = await this.#desceller("evaluations");
    this.#commandes = new Map(commandes.map(([{ id }, contenu]) => [id, contenu]));
    this.#evaluations = new Map(
      evaluations.map(([{ scelle: _, ...clair }, contenu]) => [clair.commande, { ...clair, ...contenu }]),
    );
    this.plafonds = (await this.stockage.lire("reglages", "plafonds")) ?? [];
    this.synchroniseLe = (await this.stockage.lire("reglages", "synchroniseLe")) ?? null;
    this.#annoncer();
  }

  /** The orders, the most urgent first. @returns {Commande[]} */
  commandes() {
    const rang = (/** @type {Commande} */ commande) => `${commande.date_limite} ${commande.numero}`;
    return [...this.#commandes.values()].sort((une, autre) => (rang(une) < rang(autre) ? -1 : 1));
  }

  /** @param {number} id @returns {Commande | null} */
  commande(id) {
    return this.#commandes.get(id) ?? null;
  }

  /** The evaluation of an order, as last typed, on the disk or not; null when none was begun. @param {number} id */
  evaluation(id) {
    const evaluation = this.#evaluations.get(id);
    return evaluation ? structuredClone(evaluation) : null;
  }

  /** How many evaluations the portal has not received. */
  get nbAEnvoyer() {
    return [...this.#evaluations.values()].filter((evaluation) => evaluation.aEnvoyer).length;
  }

  /** How many records this key does not open: they are kept as they are. */
  get nbIllisibles() {
    return Object.values(this.#illisibles).flat().length;
  }

  /** Whether something typed is not on the disk. */
  get estEnRetard() {
    return this.#nonEnregistrees.size > 0;
  }

  /**
   * Keep one answer. It is in memory at once; the promise resolves when the disk has it, and throws StockagePlein when
   * there is no room: `reessayer` then writes it.
   * @param {number} id order
   * @param {string} cle question
   * @param {any} valeur
   */
  noter(id, cle, valeur) {
    const actuelle = this.#evaluations.get(id) ?? this.#nouvelle(id);
    if (actuelle.etat === "terminee") throw new Error("a finished evaluation is reopened before it is changed");
    const { [cle]: ancienne, ...autres } = actuelle.reponses;
    if (JSON.stringify(ancienne ?? "") === JSON.stringify(valeur)) return this.#enregistrer(id);
    const estVide = valeur === "" || (Array.isArray(valeur) && valeur.length === 0);
    return this.#changer({ ...actuelle, reponses: estVide ? autres : { ...autres, [cle]: valeur } });
  }

  /** @param {number} id */
  marquerTerminee(id) {
    return this.#changer({ ...this.#exiger(id), etat: "terminee" });
  }

  /** @param {number} id */
  rouvrir(id) {
    return this.#changer({ ...this.#exiger(id), etat: "en_cours" });
  }

  /** Write again what the disk refused. */
  async reessayer() {
    for (const id of [...this.#nonEnregistrees]) await this.#ecrire(id);
  }

  /** Nothing new: only what the disk lacks is written. @param {number} id */
  async #enregistrer(id) {
    if (this.#nonEnregistrees.has(id)) await this.#ecrire(id);
  }

  /**
   * What the portal has not received, oldest first. Answers leave as they were typed: the portal says which it could not
   * use, and keeps them all as they came.
   */
  aEnvoyer() {
    return [...this.#evaluations.values()]
      .filter((evaluation) => evaluation.aEnvoyer)
      .sort((une, autre) => (une.modifieeLe < autre.modifieeLe ? -1 : 1))
      .map(({ identifiant, commande, version, base, precedents, reponses, etat, modifieeLe }) => ({
        identifiant,
        commande,
        version,
        base,
        precedents: [...precedents],
        reponses: structuredClone(reponses),
        est_terminee: etat === "terminee",
        saisie_le: modifieeLe,
      }));
  }

  /**
   * To call before sending: from now on the portal may know these contents. What changes while they leave, one by one,
   * says so too.
   * @param {string[]} identifiants
   */
  async noterTentatives(identifiants) {
    const tentees = identifiants
      .flatMap((identifiant) => this.#deIdentifiant(identifiant) ?? [])
      .filter((evaluation) => !evaluation.estTentee);
    for (const evaluation of tentees) this.#evaluations.set(evaluation.commande, { ...evaluation, estTentee: true });
    await this.#ecrire(...tentees.map(({ commande }) => commande));
  }

  /**
   * What the portal answered for one record. Erased here: only what it took whole, finished, unchanged since.
   * What it set aside, or found in conflict, is kept apart too.
   * @param {string} identifiant
   * @param {Accuse} accuse
   */
  async recevoirAccuse(identifiant, accuse) {
    const evaluation = this.#deIdentifiant(identifiant);
    if (!evaluation) return;
    const estActuelle = evaluation.identifiant === identifiant;
    const precedents = evaluation.precedents.filter((precedent) => precedent !== identifiant);
    const suivante = { ...evaluation, precedents: estActuelle ? [] : precedents };
    if (estActuelle) suivante.aEnvoyer = false;
    if (accuse.resultat === "prise") {
      suivante.base = accuse.revision ?? evaluation.base;
      const estComplete = evaluation.etat === "terminee" && accuse.code === "";
      if (estActuelle && estComplete) return this.#remettre(suivante);
    } else {
      await this.#mettreDeCote(evaluation, identifiant, accuse.code, accuse.motif);
    }
    this.#evaluations.set(evaluation.commande, suivante);
    return this.#ecrire(evaluation.commande);
  }

  /**
   * The orders that the portal reserves for this computer, and what it has of their evaluations. Nothing that it has
   * not received is replaced: an order withdrawn meanwhile stays with its reason until its evaluation has left.
   * @param {{commandes: Commande[], plafonds: any[], evaluations: Record<string, any>[],
   *   retirees?: {commande: number, code: string, motif: string}[], recu_le?: string}} recues
   */
  async recevoirCommandes({ commandes, plafonds, evaluations, retirees = [], recu_le = new Date().toISOString() }) {
    const portail = new Map(evaluations.map((evaluation) => [evaluation.commande, evaluation]));
    const raisons = new Map(retirees.map((retiree) => [retiree.commande, retiree]));
    /** @type {Map<number, Commande>} */
    const gardees = new Map(
      commandes.map((commande) => [commande.id, { ...commande, portail: portail.get(commande.id)?.etat ?? null }]),
    );
    for (const [id, commande] of this.#commandes) {
      const aGarder = this.#evaluations.get(id)?.aEnvoyer || this.#nonEnregistrees.has(id);
      if (!gardees.has(id) && aGarder) gardees.set(id, { ...commande, retiree: raisons.get(id) ?? { motif: "" } });
    }
    for (const id of [...this.#evaluations.keys()]) if (!gardees.has(id)) this.#evaluations.delete(id);
    for (const recue of evaluations) this.#recevoirEvaluation(recue);
    this.#commandes = gardees;
    this.plafonds = plafonds;
    this.synchroniseLe = recu_le;
    await this.#toutEcrire();
  }

  /** Everything as it is stored, encrypted, to be opened elsewhere with the code; what is being written included. */
  async copieScellee() {
    await this.#file;
    return composerLaCopie(this.stockage);
  }

  /**
   * Take from a copy what is missing here; what it replaces is set aside, unless the portal has it.
   * @param {unknown} copie
   * @param {string} code that of the copy
   * @returns {Promise<number>} evaluations taken; throws CopieIllisible or CodeFaux
   */
  async restaurer(copie, code) {
    const lue = await lireLaCopie(copie, code);
    let prises = 0;
    for (const commande of lue.commandes) {
      if (!this.#commandes.has(commande.id)) this.#commandes.set(commande.id, commande);
    }
    for (const evaluation of lue.evaluations) {
      const presente = this.#evaluations.get(evaluation.commande);
      if (presente && !manqueIci(evaluation, presente)) continue;
      if (presente?.aEnvoyer) {
        await this.#mettreDeCote(presente, presente.identifiant, "remplacee", "Remplacée par une copie restaurée.");
      }
      this.#evaluations.set(evaluation.commande, evaluation);
      prises += 1;
    }
    await this.#toutEcrire();
    return prises;
  }

  /** What was set aside here, newest first. */
  async misesDeCote() {
    return (await this.#desceller("mises_de_cote")).map(([{ scelle: _, ...clair }, contenu]) => ({
      ...clair,
      ...contenu,
    }));
  }

  /** @param {number} id @returns {Evaluation} */
  #nouvelle(id) {
    return {
      commande: id,
      etat: "en_cours",
      aEnvoyer: false,
      identifiant: "",
      base: 0,
      precedents: [],
      estTentee: false,
      modifieeLe: "",
      version: Number(document.documentElement.dataset.formulaire),
      reponses: {},
    };
  }

  /** @param {number} id @returns {Evaluation} */
  #exiger(id) {
    const evaluation = this.#evaluations.get(id);
    if (!evaluation) throw new Error(`no evaluation of order ${id}`);
    return evaluation;
  }

  /** @param {string} identifiant */
  #deIdentifiant(identifiant) {
    return [...this.#evaluations.values()].find(
      (evaluation) => evaluation.identifiant === identifiant || evaluation.precedents.includes(identifiant),
    );
  }

  /** A new content has a new identifier; the portal may have received the one before. @param {Evaluation} nouvelle */
  #changer(nouvelle) {
    const { identifiant, estTentee, precedents, commande } = nouvelle;
    this.#evaluations.set(commande, {
      ...nouvelle,
      identifiant: crypto.randomUUID(),
      precedents: estTentee ? [...precedents, identifiant] : precedents,
      estTentee: false,
      aEnvoyer: true,
      modifieeLe: new Date().toISOString(),
    });
    return this.#ecrire(commande);
  }

  /** The portal has it, finished: it is done here. @param {Evaluation} evaluation */
  #remettre({ commande }) {
    this.#evaluations.delete(commande);
    const suivante = { ...this.commande(commande), portail: "terminee" };
    this.#commandes.set(commande, suivante);
    return this.#enFile(async () => {
      const scelle = await sceller(this.cle, suivante);
      await this.stockage.ecrire((magasins) => {
        magasins.evaluations.delete(commande);
        magasins.commandes.put({ id: commande, scelle });
      });
    });
  }

  /** @param {Evaluation} evaluation @param {string} identifiant @param {string} code @param {string} motif */
  async #mettreDeCote({ commande, version, reponses, modifieeLe }, identifiant, code, motif) {
    const scelle = await sceller(this.cle, { motif, version, reponses, modifieeLe });
    await this.stockage.ecrire((magasins) => {
      magasins.mises_de_cote.put({ identifiant, commande, code, scelle });
    });
  }

  /**
   * The portal's version replaces what it has received, and only when it is another one: of the same revision, this
   * computer's also holds what was half typed, which the portal set apart.
   * @param {Record<string, any>} recue
   */
  #recevoirEvaluation({ commande, version, revision, etat, reponses }) {
    const presente = this.#evaluations.get(commande);
    if (presente?.aEnvoyer || this.#nonEnregistrees.has(commande)) return;
    const estOuverte = etat === "en_cours" || etat === "a_corriger";
    if (estOuverte && presente && presente.base === revision && presente.version === version) {
      this.#evaluations.set(commande, { ...presente, etat: "en_cours" });
      return;
    }
    this.#evaluations.delete(commande);
    if (!estOuverte) return;
    const modifieeLe = new Date().toISOString();
    const identifiant = crypto.randomUUID();
    const recue = { ...this.#nouvelle(commande), identifiant, base: revision, version, reponses, modifieeLe };
    this.#evaluations.set(commande, recue);
  }

  /** Write these in one transaction: all of them or none. @param {number[]} ids @returns {Promise<void>} */
  #ecrire(...ids) {
    for (const id of ids) this.#nonEnregistrees.add(id);
    return this.#enFile(async () => {
      const ecrites = ids.flatMap((id) => this.#evaluations.get(id) ?? []);
      if (ecrites.length === 0) return;
      const enregistrements = await Promise.all(ecrites.map((une) => this.#enregistrement(une)));
      await this.stockage.ecrire(({ evaluations }) => {
        for (const enregistrement of enregistrements) evaluations.put(enregistrement);
      });
      for (const une of ecrites) {
        if (this.#evaluations.get(une.commande) === une) this.#nonEnregistrees.delete(une.commande);
      }
    });
  }

  /** Write the whole notebook in one transaction: all of it or nothing. */
  #toutEcrire() {
    return this.#enFile(async () => {
      const commandes = await Promise.all(
        [...this.#commandes.values()].map(async (une) => ({ id: une.id, scelle: await sceller(this.cle, une) })),
      );
      const evaluations = await Promise.all([...this.#evaluations.values()].map((une) => this.#enregistrement(une)));
      await this.stockage.ecrire((magasins) => {
        for (const [magasin, lignes] of /** @type {const} */ ([
          ["commandes", commandes],
          ["evaluations", evaluations],
        ])) {
          magasins[magasin].clear();
          for (const ligne of [...(this.#illisibles[magasin] ?? []), ...lignes]) magasins[magasin].put(ligne);
        }
        magasins.reglages.put(this.plafonds, "plafonds");
        if (this.synchroniseLe) magasins.reglages.put(this.synchroniseLe, "synchroniseLe");
        magasins.reglages.put({ jours: 0, vuLe: Date.now() }, "compteur");
      });
    });
  }

  /** @param {Evaluation} evaluation */
  async #enregistrement({ estTentee, reponses, ...clair }) {
    return { ...clair, scelle: await sceller(this.cle, { estTentee, reponses }) };
  }

  /** @param {"commandes" | "evaluations" | "mises_de_cote"} magasin @returns {Promise<[any, any][]>} */
  async #desceller(magasin) {
    const lignes = await this.stockage.tout(magasin);
    const lues = await Promise.allSettled(lignes.map((ligne) => desceller(this.cle, ligne.scelle)));
    this.#illisibles[magasin] = lignes.filter((_, rang) => lues[rang].status === "rejected");
    return lignes.flatMap((ligne, rang) => {
      const lue = lues[rang];
      return lue.status === "fulfilled" ? [/** @type {[any, any]} */ ([ligne, lue.value])] : [];
    });
  }

  /** One writing after another: each starts from what the one before left. @param {() => Promise<void>} action */
  #enFile(action) {
    const faite = this.#file.then(action);
    this.#file = faite.catch(() => {});
    return faite.finally(() => this.#annoncer());
  }

  #annoncer() {
    this.dispatchEvent(new Event("change"));
  }
}

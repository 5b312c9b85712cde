// What this browser keeps: IndexedDB behind promises, and the steps from one stored schema to the next.

const NOM = "ppas-hors-ligne";

/** @typedef {(base: IDBDatabase, echange: IDBTransaction) => void} Etape */
/** @typedef {"reglages" | "commandes" | "evaluations" | "mises_de_cote"} Magasin */

/**
 * Step N brings a computer from schema N - 1 to schema N. A step that was published never changes: computers that hold
 * unsent work have already run it.
 * @type {Etape[]}
 */
export const ETAPES = [
  (base) => {
    base.createObjectStore("reglages");
    base.createObjectStore("commandes", { keyPath: "id" });
    base.createObjectStore("evaluations", { keyPath: "commande" });
    base.createObjectStore("mises_de_cote", { keyPath: "identifiant" });
  },
];
/** @type {Magasin[]} */
export const MAGASINS = ["reglages", "commandes", "evaluations", "mises_de_cote"];

/** The browser has no room left: what was typed is still in memory, and nothing that was stored is lost. */
export class StockagePlein extends Error {}

/** The data were written by a newer application than this one: opening them could spoil them. */
export class StockageTropRecent extends Error {}

/** @template T @param {IDBRequest<T>} demande @returns {Promise<T>} */
function attendre(demande) {
  return new Promise((accepter, rejeter) => {
    demande.onsuccess = () => accepter(demande.result);
    demande.onerror = () => rejeter(demande.error);
  });
}

export class Stockage {
  /** @param {IDBDatabase} base */
  constructor(base) {
    this.base = base;
    /** Called when the browser takes the data away: cleared by hand, or wanted by a newer version in another tab. */
    this.perdu = () => {};
    base.onclose = () => this.perdu();
    base.onversionchange = () => {
      base.close();
      this.perdu();
    };
  }

  /**
   * Open the data, bringing them to the present schema first; each step is all or nothing.
   * @param {Etape[]} etapes
   */
  static ouvrir(etapes = ETAPES) {
    return new Promise((/** @type {(stockage: Stockage) => void} */ accepter, rejeter) => {
      const demande = indexedDB.open(NOM, etapes.length);
      demande.onupgradeneeded = ({ oldVersion }) => {
        const echange = /** @type {IDBTransaction} */ (demande.transaction);
        for (const etape of etapes.slice(oldVersion)) etape(demande.result, echange);
        echange.objectStore("reglages").put(etapes.length, "schema");
      };
      demande.onsuccess = () => accepter(new Stockage(demande.result));
      demande.onerror = () =>
        rejeter(demande.error?.name === "VersionError" ? new StockageTropRecent() : demande.error);
    });
  }

  /** @param {Magasin} magasin @param {IDBValidKey} cle */
  lire(magasin, cle) {
    return attendre(this.base.transaction(magasin).objectStore(magasin).get(cle));
  }

  /** @param {Magasin} magasin @returns {Promise<any[]>} */
  tout(magasin) {
    return attendre(this.base.transaction(magasin).objectStore(magasin).getAll());
  }

  /**
   * Do what `action` asks of the stores in one transaction, on the disk when the promise resolves: a battery may die
   * just after « Enregistré ». Throws StockagePlein when there is no room; nothing is then changed.
   * @param {(magasins: Record<Magasin, IDBObjectStore>) => void} action
   * @returns {Promise<void>}
   */
  ecrire(action) {
    return new Promise((accepter, rejeter) => {
      const echange = this.base.transaction(MAGASINS, "readwrite", { durability: "strict" });
      echange.oncomplete = () => accepter();
      echange.onabort = () => {
        const plein = echange.error?.name === "QuotaExceededError";
        rejeter(plein ? new StockagePlein() : (echange.error ?? new Error("transaction aborted")));
      };
      const magasins = MAGASINS.map((magasin) => [magasin, echange.objectStore(magasin)]);
      action(Object.fromEntries(magasins));
    });
  }

  /** @param {string} cle @param {unknown} valeur */
  regler(cle, valeur) {
    return this.ecrire(({ reglages }) => void reglages.put(valeur, cle));
  }

  fermer() {
    this.base.close();
  }
}

/** Remove everything; other tabs close their access first. */
export async function toutRetirer() {
  await attendre(indexedDB.deleteDatabase(NOM));
}

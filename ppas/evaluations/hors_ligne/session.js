// What the screens share while the application is open: the storage, the notebook once unlocked, this tab's place.
import { Carnet } from "./carnet.js";
import { Onglet } from "./onglets.js";
import { compterLesJours, ouvrirLaSerrure } from "./serrure.js";
import { Stockage } from "./stockage.js";

const VERROUILLER_MINUTES = 15;
const VEILLE_MS = 20_000;
const reglages = document.documentElement.dataset;

class Session extends EventTarget {
  /** @type {Stockage} */
  stockage = /** @type {any} */ (null);
  /** The notebook, while it is unlocked. @type {Carnet | null} */
  carnet = null;
  /** @type {import("./serrure.js").Appareil | null} */
  appareil = null;
  onglet = new Onglet();
  /** Days left before the key is erased. */
  joursRestants = Number(reglages.jours);
  /** Whether the browser promised not to clear the data by itself. */
  estPersistant = false;
  /** Share of the room in use, 0 to 1; null when the browser does not say. @type {number | null} */
  occupation = null;
  estPlein = false;
  /** Instant of the last writing on the disk. @type {Date | null} */
  enregistreLe = null;
  #activite = Date.now();
  #arreterLaCopie = () => {};

  async demarrer() {
    this.stockage = await Stockage.ouvrir();
    this.stockage.perdu = () => this.#annoncer("perdue");
    this.appareil = (await this.stockage.lire("reglages", "appareil")) ?? null;
    if (this.appareil) this.joursRestants = await compterLesJours(this.stockage, Number(reglages.jours));
    await this.mesurer();
    for (const geste of ["pointerdown", "keydown", "input"]) {
      addEventListener(geste, () => (this.#activite = Date.now()), { capture: true, passive: true });
    }
    setInterval(() => this.#veiller(), VEILLE_MS);
    this.onglet.addEventListener("ecriture", async () => {
      await this.carnet?.relire();
      this.#annoncer("suivie");
    });
    this.onglet.addEventListener("main", async () => {
      if (!this.carnet) return;
      if (this.onglet.ecrit) await this.carnet.relire();
      this.#annoncer("main");
    });
  }

  /** Whether a key is here, that a code opens. */
  async aUneCle() {
    return Boolean(await this.stockage.lire("reglages", "enveloppe"));
  }

  /** Open with the code; throws as `ouvrirLaSerrure` does. @param {string} code */
  async deverrouiller(code) {
    await this.adopter(await Carnet.ouvrir(this.stockage, await ouvrirLaSerrure(this.stockage, code)));
  }

  /** @param {Carnet} carnet */
  async adopter(carnet) {
    await this.onglet.prendreLaMain();
    this.carnet = carnet;
    this.#suivreParUneCopie(carnet);
    this.#activite = Date.now();
    carnet.addEventListener("change", () => this.#annoncer("change"));
    this.#annoncer("change");
  }

  /** Forget the key and everything in clear. */
  verrouiller() {
    this.carnet = null;
    this.#arreterLaCopie();
    this.onglet.fermer();
    this.#annoncer("verrou");
  }

  /**
   * Do a writing, and remember how it went; true when the disk has it.
   * @param {Promise<unknown>} ecriture
   */
  async suivre(ecriture) {
    try {
      await ecriture;
      this.estPlein = false;
      this.enregistreLe = new Date();
      this.onglet.annoncer();
      return true;
    } catch (erreur) {
      this.estPlein = true;
      console.error(erreur);
      return false;
    } finally {
      this.#annoncer("change");
    }
  }

  async mesurer() {
    this.estPersistant = (await navigator.storage?.persisted?.()) ?? false;
    const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
    this.occupation = usage !== undefined && quota ? usage / quota : null;
  }

  /** What cannot be read from the notebook while it is locked. @returns {Promise<number>} */
  async nbAEnvoyer() {
    if (this.carnet) return this.carnet.nbAEnvoyer;
    return (await this.stockage.tout("evaluations")).filter((evaluation) => evaluation.aEnvoyer).length;
  }

  /** On line, the portal keeps a sealed copy of what is typed. @param {Carnet} carnet */
  async #suivreParUneCopie(carnet) {
    try {
      const [{ suivreParUneCopie }, { api }] = await Promise.all([
        import("./copie_continue.js"),
        import("./synchronisation.js"),
      ]);
      if (this.carnet === carnet) this.#arreterLaCopie = suivreParUneCopie(carnet, api);
    } catch (erreur) {
      console.error(erreur); // without it, evaluations are typed and sent all the same
    }
  }

  async #veiller() {
    if (this.carnet?.estEnRetard && this.onglet.ecrit) await this.suivre(this.carnet.reessayer());
    const estOubliee = Date.now() - this.#activite > VERROUILLER_MINUTES * 60_000;
    // What the disk refused is in memory only: locking would lose it.
    if (this.carnet && estOubliee && !this.carnet.estEnRetard) this.verrouiller();
  }

  /** @param {string} nom */
  #annoncer(nom) {
    this.dispatchEvent(new Event(nom));
  }
}

export const session = new Session();

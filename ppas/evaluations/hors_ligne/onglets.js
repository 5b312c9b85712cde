// Two tabs at once: one writes, the others read and follow. The browser frees the lock of a tab that dies.

const NOM = "ppas-hors-ligne";

export class Onglet extends EventTarget {
  #canal = new BroadcastChannel(NOM);
  #ecrit = false;
  /** Lets the lock go. */
  #relacher = () => {};

  constructor() {
    super();
    this.#canal.onmessage = () => this.dispatchEvent(new Event("ecriture"));
  }

  /** Whether this tab is the one that writes. */
  get ecrit() {
    return this.#ecrit;
  }

  /**
   * Ask to be the tab that writes; « main » is fired when that changes later.
   * @param {{deForce?: boolean}} options `deForce` takes it from another tab
   */
  async prendreLaMain({ deForce = false } = {}) {
    const obtenue = new Promise((/** @type {(obtenue: boolean) => void} */ dire) => {
      navigator.locks
        .request(NOM, deForce ? { steal: true } : { ifAvailable: true }, (verrou) => {
          dire(verrou !== null);
          return (
            verrou &&
            new Promise((/** @type {(rien: undefined) => void} */ relacher) => {
              this.#relacher = () => relacher(undefined);
            })
          );
        })
        .catch(() => this.#changer(false)); // another tab took it
    });
    this.#changer(await obtenue);
  }

  /** Tell the other tabs that something was written. */
  annoncer() {
    if (this.#ecrit) this.#canal.postMessage("ecriture");
  }

  fermer() {
    this.#relacher();
    this.#changer(false);
  }

  /** @param {boolean} ecrit */
  #changer(ecrit) {
    if (ecrit === this.#ecrit) return;
    this.#ecrit = ecrit;
    this.dispatchEvent(new Event("main"));
  }
}

// A browser's fetch for Node: it keeps cookies, and a network that cuts where it is told to.

/** Where an exchange is cut: what the portal saw, and what the browser did not. */
export const COUPURES = ["avant", "apres", "pendant", "session"];

export class Navigateur {
  /** @param {{url: string, session: string}} portail */
  constructor({ url, session }) {
    this.url = url;
    this.cookies = { ppas_session: session };
    /** The cuts of the next requests; without one they pass. @type {(string | null)[]} */
    this.coupures = [];
    /** Called when a request with the cut « mort » has been answered. */
    this.mourir = () => {};
    this.fetch = this.fetch.bind(this);
  }

  async fetch(adresse, options) {
    const coupure = this.coupures.shift() ?? null;
    if (coupure === "avant") throw new TypeError("network away");
    const cookies = coupure === "session" ? {} : this.cookies;
    const Cookie = Object.entries(cookies).map((paire) => paire.join("=")).join("; ");
    const reponse = await fetch(this.url + adresse, { ...options, headers: { ...options.headers, Cookie } });
    for (const recu of reponse.headers.getSetCookie()) {
      const [, nom, valeur] = /^([^=]+)=([^;]*)/.exec(recu);
      if (nom === "csrftoken") this.cookies[nom] = valeur;
    }
    if (coupure === "apres" || coupure === "mort") {
      await reponse.text();
      if (coupure === "mort") this.mourir();
      throw new TypeError("answer lost");
    }
    if (coupure === "pendant") {
      await reponse.text();
      return { ok: true, status: 200, text: async () => Promise.reject(new TypeError("cut")) };
    }
    return reponse;
  }
}

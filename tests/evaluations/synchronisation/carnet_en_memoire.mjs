// A notebook as the synchronisation knows it, whose disk is a text: it dies when told to, and opens again as it was.
import { randomUUID } from "node:crypto";

/** The browser was killed: nothing after this instant happened. */
export class Mort extends Error {}

/** What the clock of this computer says: it is a year late. */
const HEURE = "2025-11-28T10:00:00.000Z";

export class CarnetEnMemoire {
  /** @param {{sansIdentifiants?: boolean, disque?: string}} options without identifiers: the control */
  constructor({ sansIdentifiants = false, disque = '{"commandes": [], "evaluations": {}, "cote": []}' } = {}) {
    this.sansIdentifiants = sansIdentifiants;
    this.disque = disque;
    this.estMort = false;
    const { commandes, evaluations, cote } = JSON.parse(disque);
    this.tenues = commandes;
    this.evaluations = evaluations;
    this.cote = cote;
  }

  /** Open the same disk in a new browser. */
  rouvrir() {
    return new CarnetEnMemoire({ sansIdentifiants: this.sansIdentifiants, disque: this.disque });
  }

  commandes() {
    return this.tenues;
  }

  #ecrire() {
    if (this.estMort) throw new Mort();
    const { tenues: commandes, evaluations, cote } = this;
    this.disque = JSON.stringify({ commandes, evaluations, cote });
  }

  noter(commande, cle, valeur) {
    const avant = this.evaluations[commande] ?? { commande, version: 1, base: 0, precedents: [], reponses: {} };
    this.#changer({ ...avant, etat: "en_cours", reponses: { ...avant.reponses, [cle]: valeur } });
  }

  marquerTerminee(commande) {
    this.#changer({ ...this.evaluations[commande], etat: "terminee" });
  }

  #changer({ identifiant, estTentee, ...reste }) {
    const precedents = estTentee ? [...reste.precedents, identifiant] : reste.precedents;
    this.evaluations[reste.commande] = { ...reste, precedents, identifiant: randomUUID(), aEnvoyer: true, estTentee: false };
    this.#ecrire();
  }

  async aEnvoyer() {
    if (this.estMort) throw new Mort();
    return Object.values(this.evaluations)
      .filter(({ aEnvoyer }) => aEnvoyer)
      .map(({ identifiant, commande, version, base, precedents, reponses, etat }) => ({
        identifiant: this.sansIdentifiants ? randomUUID() : identifiant,
        commande,
        version,
        base,
        precedents: this.sansIdentifiants ? [] : precedents,
        reponses,
        est_terminee: etat === "terminee",
        saisie_le: HEURE,
      }));
  }

  #de(identifiant) {
    const tous = Object.values(this.evaluations);
    const trouvee = tous.find((une) => une.identifiant === identifiant || une.precedents.includes(identifiant));
    return trouvee ?? (this.sansIdentifiants ? tous.find(({ aEnvoyer }) => aEnvoyer) : undefined);
  }

  async noterTentatives(identifiants) {
    if (!this.sansIdentifiants) for (const identifiant of identifiants) this.#de(identifiant).estTentee = true;
    this.#ecrire();
  }

  async recevoirAccuse(identifiant, accuse) {
    if (this.estMort) throw new Mort();
    const evaluation = this.#de(identifiant);
    if (!evaluation) return;
    const estActuelle = this.sansIdentifiants || evaluation.identifiant === identifiant;
    evaluation.precedents = estActuelle ? [] : evaluation.precedents.filter((un) => un !== identifiant);
    if (estActuelle) evaluation.aEnvoyer = false;
    if (accuse.resultat === "prise") evaluation.base = accuse.revision;
    else this.cote.push({ identifiant, commande: evaluation.commande, code: accuse.code });
    this.#ecrire();
  }

  async recevoirCommandes({ commandes, evaluations }) {
    this.tenues = commandes.map(({ id, numero }) => ({ id, numero }));
    for (const { commande, version, revision, reponses } of evaluations) {
      if (this.evaluations[commande]?.aEnvoyer) continue;
      this.evaluations[commande] = { commande, version, base: revision, precedents: [], reponses, etat: "en_cours", identifiant: randomUUID(), aEnvoyer: false, estTentee: false };
    }
    this.#ecrire();
  }

  copieScellee() {
    if (this.estMort) throw new Mort();
    return this.copie;
  }
}

// One synchronisation of three evaluations before a portal that answers what it is told: what is said, what stays.
import { readFileSync } from "node:fs";

import { creerApi } from "../../../ppas/evaluations/hors_ligne/api.js";
import { deposerCopie, synchroniser } from "../../../ppas/evaluations/hors_ligne/synchronisation.js";
import { CarnetEnMemoire } from "./carnet_en_memoire.mjs";

/** `reponses`: for the end of an address, the answers one after the other, the last one for ever. */
const { reponses, copieSeule } = JSON.parse(readFileSync(0, "utf8"));
const demandes = [];

const PAR_DEFAUT = {
  "etat/": [[200, { utilisateur: "marie", csrf: "jeton", copies: [] }]],
  "commandes/": [[200, { commandes: [{ id: 1, numero: "EV1" }], evaluations: [], retirees: [], plafonds: [] }]],
  "copie/": [[200, {}]],
};

async function fetch(adresse, options) {
  const chemin = adresse.replace("/hors-ligne/api/", "");
  const corps = options.body ? JSON.parse(options.body) : null;
  demandes.push({ chemin, jeton: options.headers["X-CSRFToken"], corps });
  const suite = reponses[chemin] ?? PAR_DEFAUT[chemin];
  let [statut, lu] = (suite?.length > 1 ? suite.shift() : suite?.[0]) ?? [200, prise(corps.envoi)];
  if (statut === "absent") throw new TypeError("fetch failed");
  if (statut === "lent") throw Object.assign(new Error("too long"), { name: "TimeoutError" });
  if (lu === "prise") lu = prise(corps.envoi);
  const texte = typeof lu === "string" ? lu : JSON.stringify(lu);
  return { ok: statut >= 200 && statut < 300, status: statut, text: async () => texte };
}

function prise({ identifiant }) {
  return { identifiant, resultat: "prise", revision: 2, code: "", motif: "", recu_le: "2026-11-28T10:00:00Z" };
}

const carnet = new CarnetEnMemoire();
carnet.copie = { format: "ppas-1" };
carnet.tenues = [1, 2, 3].map((id) => ({ id, numero: `EV${id}` }));
for (const { id } of carnet.tenues) carnet.noter(id, "visite_medecin", `Docteur ${id}`);
const nouvelles = [];
const appareil = { identifiant: "0b6c", utilisateur: "marie" };
const avec = { carnet, api: creerApi({ fetch }), appareil, signaler: (nouvelle) => nouvelles.push({ ...nouvelle }) };
const bilan = copieSeule ? await deposerCopie(avec) : await synchroniser(avec);
const restent = (await carnet.aEnvoyer()).map(({ commande }) => commande);
const arret = bilan.arret?.code ?? null;
process.stdout.write(JSON.stringify({ bilan: { ...bilan, arret }, depose: bilan, nouvelles, demandes, restent, cote: carnet.cote }));

// Always in sight: network, what is to send, last synchronisation, storage, last saving; the title says what is to send.
import { bouton, compter, message, pastille, quandFr } from "./dom.js";
import { AVERTIR_JOURS } from "./duree.js";
import { session } from "./session.js";

const barre = /** @type {HTMLElement} */ (document.getElementById("etat"));
const alertes = /** @type {HTMLElement} */ (document.getElementById("alertes"));
const portail = /** @type {HTMLElement} */ (document.getElementById("portail"));
let titre = "";
/** What the alerts said last: they are written again only when they change, or they would be read aloud each time. */
let dernieres = "";

/** @param {string} nouveau */
export function nommerLaPage(nouveau) {
  titre = nouveau;
  dessiner();
}

export function dessiner() {
  const { carnet } = session;
  const nb = carnet?.nbAEnvoyer ?? 0;
  document.title = `${nb ? `(${nb} à envoyer) ` : ""}${titre} - Évaluations hors ligne - Partenaires Action Sociale`;
  const pastilles = [navigator.onLine ? pastille("En ligne", "ok") : pastille("Hors connexion", "attente")];
  if (carnet) {
    pastilles.push(nb ? pastille(`${nb} à envoyer`, "attente") : pastille("Rien à envoyer", "ok"));
    const quand = carnet.synchroniseLe;
    pastilles.push(
      pastille(quand ? `Synchronisé le ${quandFr(quand)}` : "Jamais synchronisé", quand ? "" : "attente"),
    );
    pastilles.push(stockage());
    if (session.enregistreLe && !carnet.estEnRetard) {
      pastilles.push(pastille(`Enregistré à ${session.enregistreLe.toLocaleTimeString("fr-FR")}`, "ok"));
    }
  }
  barre.replaceChildren(...pastilles);
  portail.hidden = !navigator.onLine;
  alerter();
}

function stockage() {
  if (session.estPlein) return pastille("Stockage plein", "non");
  const plein = session.occupation === null ? "" : ` (${Math.round(100 * session.occupation)} % utilisés)`;
  return session.estPersistant
    ? pastille(`Stockage protégé${plein}`, "ok")
    : pastille(`Stockage non protégé${plein}`, "attente");
}

function alerter() {
  const { carnet, joursRestants, onglet } = session;
  const voulues = [];
  if (carnet?.estEnRetard && session.estPlein) voulues.push("plein");
  if (carnet && !onglet.ecrit) voulues.push("onglet");
  if (carnet && joursRestants <= AVERTIR_JOURS) voulues.push(`jours-${joursRestants}`);
  if (carnet?.nbIllisibles) voulues.push(`illisibles-${carnet.nbIllisibles}`);
  if (voulues.join() === dernieres) return;
  dernieres = voulues.join();
  alertes.replaceChildren(...voulues.map((voulue) => ALERTES[voulue.split("-")[0]]()));
}

/** @type {Record<string, () => Node>} */
const ALERTES = {
  plein: () =>
    message(
      "error",
      "Ce navigateur n’a plus de place, ou refuse d’écrire : vos dernières saisies sont à " +
        "l’écran mais ne sont pas enregistrées. Ne fermez pas cette page. " +
        "Libérez de la place sur l’ordinateur, puis ",
      bouton("Réessayer", () => session.carnet && session.suivre(session.carnet.reessayer()), "btn-sm btn-primary"),
    ),
  onglet: () =>
    message(
      "warning",
      "L’application est ouverte dans un autre onglet, où vous pouvez écrire. Ici, vous lisez seulement. ",
      bouton("Écrire ici", () => session.onglet.prendreLaMain({ deForce: true }), "btn-sm btn-outline-primary"),
    ),
  jours: () => {
    const reste = compter(session.joursRestants, "jour");
    return message(
      "warning",
      "Synchronisez cet ordinateur : sans synchronisation, ses évaluations ne pourront plus " +
        `être lues dans ${reste}. Si cela vous surprend, vérifiez la date de l’ordinateur.`,
    );
  },
  illisibles: () => {
    const nb = session.carnet?.nbIllisibles ?? 0;
    return message(
      "warning",
      `${compter(nb, "enregistrement")} de cet ordinateur ne ${nb > 1 ? "peuvent" : "peut"} pas ` +
        "être lu avec ce code. Rien n’en est effacé : une copie peut permettre de le retrouver.",
    );
  },
};

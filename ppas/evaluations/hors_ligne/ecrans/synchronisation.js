// « Synchronisation »: its screen; what is exchanged with the portal is in ../synchronisation.js.
import { bouton, h, message } from "../dom.js";
import { session } from "../session.js";

const IMPOSSIBLE =
  "La synchronisation n’a pas pu commencer. Rien n’est perdu : réessayez une fois l’ordinateur connecté à Internet.";

export function synchronisation() {
  const journal = h("div", { "aria-live": "polite" });
  const lancer = bouton("Synchroniser", () => demarrer(lancer, journal));
  return {
    titre: "Synchronisation",
    contenu: [
      h(
        "p",
        { class: "chapeau" },
        "La synchronisation apporte les commandes que vous avez réservées et envoie vos " +
          "évaluations au portail, une par une. Rien n’est effacé ici avant que le portail n’en ait " +
          "accusé réception.",
      ),
      h("p", { class: "boutons" }, lancer),
      journal,
    ],
  };
}

/** @param {HTMLButtonElement} lancer @param {HTMLElement} journal */
async function demarrer(lancer, journal) {
  const { carnet } = session;
  if (!carnet || lancer.disabled) return;
  lancer.disabled = true;
  journal.replaceChildren();
  /** @param {{texte: string, ton: string, lien: {adresse: string, libelle: string} | null}} nouvelle */
  const signaler = ({ texte, ton, lien }) => {
    const suite = lien && h("p", {}, h("a", { href: lien.adresse }, lien.libelle));
    journal.append(h("div", { class: `message ${ton}` }, h("div", {}, texte, suite)));
  };
  try {
    const { api, synchroniser } = await import("../synchronisation.js");
    await session.suivre(synchroniser({ carnet, api, signaler }));
  } catch (erreur) {
    console.error(erreur);
    journal.replaceChildren(message("error", IMPOSSIBLE));
  } finally {
    lancer.disabled = false;
  }
}

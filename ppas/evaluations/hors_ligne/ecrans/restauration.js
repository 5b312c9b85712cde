// « Restaurer une copie »: from a file or from the portal, with its code.
import { Carnet } from "../carnet.js";
import { CodeFaux, ouvrirCoffre } from "../coffre.js";
import { CopieIllisible } from "../copies.js";
import { compter, h, message, quandFr, saisie } from "../dom.js";
import { session } from "../session.js";

const FICHIER = "fichier";
const PAS_UNE_COPIE = "Ce n’est pas une copie du mode déconnecté, ou elle est abîmée. Rien n’a été modifié.";

/**
 * `estSansCle`: the copy's key becomes this computer's.
 * @param {{estSansCle?: boolean, faite?: () => unknown}} options
 */
export function formulaireDeRestauration({ estSansCle = false, faite = () => {} } = {}) {
  const fichier = saisie({
    id: "copie",
    libelle: "Fichier de la copie (.ppas)",
    attributs: { type: "file", accept: ".ppas" },
  });
  const code = saisie({
    id: "code-copie",
    libelle: "Code de la copie",
    aide: "Le code du mode déconnecté au moment où la copie a été faite.",
    attributs: { type: "password", autocomplete: "off", maxlength: 64 },
  });
  const origine = choixDeLOrigine((valeur) => {
    fichier.element.hidden = valeur !== FICHIER;
  });
  const resultat = h("div", {});
  const valider = h("button", { type: "submit", class: "btn btn-primary" }, "Restaurer");

  /** @returns {Promise<unknown>} */
  async function lire() {
    if (origine.lire() !== FICHIER) return origine.apporter();
    return JSON.parse((await fichier.champ.files?.[0]?.text()) ?? "");
  }

  async function restaurer(/** @type {Event} */ evenement) {
    evenement.preventDefault();
    for (const { signaler } of [code, fichier]) signaler("");
    resultat.replaceChildren();
    if (origine.lire() === FICHIER && !fichier.champ.files?.length) {
      return fichier.signaler("Choisissez un fichier « .ppas ».");
    }
    if (!code.champ.value) return code.signaler("Saisissez le code de la copie.");
    valider.disabled = true;
    try {
      const nb = await restaurerLaCopie(await lire(), code.champ.value, estSansCle);
      resultat.replaceChildren(message("success", phraseDuResultat(nb)));
      await faite();
    } catch (erreur) {
      if (erreur instanceof CodeFaux) return code.signaler("Ce code n’ouvre pas cette copie. Rien n’a été modifié.");
      resultat.replaceChildren(message("error", phraseDeLErreur(erreur)));
    } finally {
      valider.disabled = false;
    }
  }

  return h(
    "form",
    { class: "panneau formulaire-court", novalidate: true, on: { submit: restaurer } },
    h("h2", {}, "Restaurer une copie"),
    origine.element,
    fichier.element,
    code.element,
    h("p", { class: "boutons mb-0" }, valider),
    resultat,
  );
}

/** Where the copy is: a file, or one that the portal keeps. @param {(valeur: string) => void} choisie */
function choixDeLOrigine(choisie) {
  const liste = h(
    "select",
    { id: "origine", class: "form-select", "aria-describedby": "origine-aide" },
    h("option", { value: FICHIER }, "Un fichier « .ppas »"),
  );
  const aide = h("div", { class: "form-text", id: "origine-aide" });
  liste.addEventListener("change", () => choisie(liste.value));
  /** @type {any} */
  let api = null;

  async function chercher() {
    try {
      ({ api } = await import("../synchronisation.js"));
      const { copies } = await api.etat();
      for (const { appareil, nom, deposee_le: le } of copies) {
        liste.append(h("option", { value: appareil }, `Portail : ${nom}, le ${quandFr(le)}`));
      }
      aide.textContent = copies.length ? "" : "Le portail ne garde aucune copie de vous.";
    } catch {
      aide.textContent =
        "Pour voir aussi les copies que garde le portail, connectez-vous au portail, puis revenez " + "ici.";
    }
  }

  chercher();
  return {
    element: h("div", { class: "champ" }, h("label", { class: "form-label", for: "origine" }, "Copie"), liste, aide),
    lire: () => liste.value,
    apporter: async () => (await api.copie(liste.value)).copie,
  };
}

/** @param {number} nb */
function phraseDuResultat(nb) {
  if (nb === 0) return "Cet ordinateur avait déjà tout ce que contient la copie.";
  return `${compter(nb, "évaluation")} ${nb > 1 ? "ont été restaurées" : "a été restaurée"}.`;
}

/** @param {unknown} erreur */
function phraseDeLErreur(erreur) {
  const estAbimee = [CopieIllisible, SyntaxError, DOMException].some((sorte) => erreur instanceof sorte);
  if (estAbimee || !(erreur instanceof Error) || !("code" in erreur)) return PAS_UNE_COPIE;
  return `${erreur.message} Rien n’a été modifié.`;
}

/**
 * Take a copy into this computer.
 * @param {any} copie
 * @param {string} code
 * @param {boolean} estSansCle
 * @returns {Promise<number>} evaluations taken
 */
async function restaurerLaCopie(copie, code, estSansCle) {
  if (session.carnet) return session.carnet.restaurer(copie, code);
  if (!estSansCle || !copie?.enveloppe) throw new CopieIllisible();
  const carnet = await Carnet.ouvrir(session.stockage, await ouvrirCoffre(copie.enveloppe, code));
  const nb = await carnet.restaurer(copie, code);
  await session.stockage.ecrire(({ reglages }) => {
    reglages.put(copie.enveloppe, "enveloppe");
    reglages.put(0, "essais");
  });
  await session.adopter(carnet);
  return nb;
}

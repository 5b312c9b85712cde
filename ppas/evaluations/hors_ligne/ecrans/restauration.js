// « Restaurer une copie »: a file and its code.
import { Carnet } from "../carnet.js";
import { CodeFaux, ouvrirCoffre } from "../coffre.js";
import { CopieIllisible } from "../copies.js";
import { compter, h, message, saisie } from "../dom.js";
import { session } from "../session.js";

/** @param {{estSansCle?: boolean, faite?: () => unknown}} options `estSansCle`: the copy's key becomes this computer's */
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
  const resultat = h("div", {});
  const valider = h("button", { type: "submit", class: "btn btn-primary" }, "Restaurer");

  async function restaurer(/** @type {Event} */ evenement) {
    evenement.preventDefault();
    for (const { signaler } of [code, fichier]) signaler("");
    resultat.replaceChildren();
    const choisi = fichier.champ.files?.[0];
    if (!choisi) return fichier.signaler("Choisissez un fichier « .ppas ».");
    if (!code.champ.value) return code.signaler("Saisissez le code de la copie.");
    valider.disabled = true;
    try {
      const nb = await restaurerLaCopie(JSON.parse(await choisi.text()), code.champ.value, estSansCle);
      resultat.replaceChildren(
        message(
          "success",
          nb
            ? `${compter(nb, "évaluation")} ${nb > 1 ? "ont été restaurées" : "a été restaurée"}.`
            : "Cet ordinateur avait déjà tout ce que contient la copie.",
        ),
      );
      await faite();
    } catch (erreur) {
      if (erreur instanceof CodeFaux) return code.signaler("Ce code n’ouvre pas cette copie. Rien n’a été modifié.");
      if (!(erreur instanceof CopieIllisible || erreur instanceof SyntaxError)) throw erreur;
      fichier.signaler("Ce fichier n’est pas une copie du mode déconnecté, ou il est abîmé. Rien n’a été modifié.");
    } finally {
      valider.disabled = false;
    }
  }

  return h(
    "form",
    { class: "panneau formulaire-court", novalidate: true, on: { submit: restaurer } },
    h("h2", {}, "Restaurer une copie"),
    fichier.element,
    code.element,
    h("p", { class: "boutons mb-0" }, valider),
    resultat,
  );
}

/**
 * Take a copy into this computer. @param {any} copie @param {string} code @param {boolean} estSansCle
 * @returns {Promise<number>} evaluations taken
 */
export async function restaurerLaCopie(copie, code, estSansCle) {
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

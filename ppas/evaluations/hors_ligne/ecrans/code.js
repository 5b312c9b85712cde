// Asking for the code.
import { CodeFaux } from "../coffre.js";
import { compter, h, saisie } from "../dom.js";
import { CleEffacee } from "../serrure.js";
import { session } from "../session.js";
import { StockagePlein } from "../stockage.js";

const PLEIN =
  "Ce navigateur n’a plus de place pour noter cet essai. Rien n’est perdu : libérez de la place sur l’ordinateur, " +
  "puis recommencez.";

/** @param {{effacee: () => unknown, ouverte: () => unknown}} suites */
export function demanderLeCode({ effacee, ouverte }) {
  const { element, champ, signaler } = saisie({
    id: "code",
    libelle: "Code du mode déconnecté",
    aide: "Celui que vous avez choisi en générant le mode déconnecté ; ce n’est pas votre mot de passe.",
    attributs: { type: "password", autocomplete: "off", maxlength: 64 },
  });
  const ouvrir = h("button", { type: "submit", class: "btn btn-primary" }, "Ouvrir");
  const attente = h("span", { role: "status" });

  async function essayer(/** @type {Event} */ evenement) {
    evenement.preventDefault();
    if (ouvrir.disabled) return;
    if (!champ.value) return signaler("Saisissez le code.");
    ouvrir.disabled = true;
    attente.textContent = "Vérification du code…";
    try {
      await session.deverrouiller(champ.value);
      await ouverte();
    } catch (erreur) {
      champ.value = "";
      if (erreur instanceof CleEffacee) return effacee();
      if (erreur instanceof StockagePlein) return signaler(PLEIN);
      if (!(erreur instanceof CodeFaux)) throw erreur;
      const reste = compter(Number(erreur.message), "essai");
      signaler(
        `Ce code n’est pas le bon. Il reste ${reste} ; ensuite, les évaluations de cet ordinateur ` +
          "ne pourront plus être lues sans une copie.",
      );
    } finally {
      ouvrir.disabled = false;
      attente.textContent = "";
    }
  }

  const formulaire = h(
    "form",
    { class: "panneau formulaire-court", novalidate: true, on: { submit: essayer } },
    element,
  );
  formulaire.append(h("p", { class: "boutons mb-0" }, ouvrir, attente));
  const nom = session.appareil?.nom ?? "";
  return {
    titre: "Ouvrir mes évaluations",
    contenu: [
      h("p", {}, "Ordinateur : ", h("b", {}, nom), `, mode déconnecté de ${session.appareil?.utilisateur ?? ""}.`),
      formulaire,
    ],
  };
}

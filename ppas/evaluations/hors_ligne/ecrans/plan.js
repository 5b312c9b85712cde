// The proposed plan: one block of fields a row, rows added and taken away.
import { bouton, h } from "../dom.js";

/** @typedef {import("./champs.js").Reglage} Reglage */
/** @typedef {import("../regles/formulaire.js").Faute} Faute */

const CHAMPS = /** @type {const} */ ([
  ["prestation", "Prestation", "prestations"],
  ["dispositif", "Dispositif", "dispositifs"],
  ["quantite", "Quantité", null],
  ["unite", "Unité", "unites"],
  ["frequence", "Fréquence", "frequences"],
  ["cout_unitaire", "Coût unitaire (€)", null],
  ["commentaire", "Commentaire", null],
]);
const FACULTATIFS = new Set(["cout_unitaire", "commentaire"]);
const DECIMAUX = new Set(["quantite", "cout_unitaire"]);

/** @param {Reglage} reglage */
export function creerPlan({ question, valeur = [], lectureSeule, noter }) {
  /** @type {Record<string, string>[]} */
  const lignes = structuredClone(valeur);
  const blocs = h("div", {});
  const erreur = h("div", { id: `q-${question.cle}-erreur` });
  const ajouter = bouton(
    "Ajouter une ligne",
    () => {
      lignes.push({});
      dessiner();
      /** @type {HTMLElement | null} */ (blocs.querySelector(`#${ancre(lignes.length, "prestation")}`))?.focus();
    },
    "btn-outline-primary",
  );
  ajouter.id = `q-${question.cle}`;
  const lire = () => lignes.map((ligne) => ({ ...ligne })).filter((ligne) => Object.keys(ligne).length > 0);
  /** @param {number} numero @param {string} champ */
  const ancre = (numero, champ) => `q-${question.cle}-${numero}-${champ}`;

  /** @param {string} nom @returns {[string, string][]} */
  function choix(nom) {
    if (nom === "dispositifs") return (question.dispositifs ?? []).map(({ cle, libelle }) => [cle, libelle]);
    return /** @type {any} */ (question)[nom];
  }

  /** @param {number} rang @param {string} champ @param {string} libelle @param {string | null} parmi */
  function creer(rang, champ, libelle, parmi) {
    const id = ancre(rang + 1, champ);
    const commun = { id, "aria-describedby": `${id}-erreur` };
    const valeurDuChamp = lignes[rang][champ] ?? "";
    const options =
      parmi &&
      [["", "Choisissez"], ...choix(parmi)].map(([cle, nom]) =>
        h("option", { value: cle, selected: cle === valeurDuChamp }, nom),
      );
    const controle = options
      ? h("select", { ...commun, class: "form-select", disabled: lectureSeule }, options)
      : h("input", {
          ...commun,
          class: "form-control",
          readonly: lectureSeule,
          autocomplete: "off",
          inputmode: DECIMAUX.has(champ) ? "decimal" : null,
        });
    if (!options) controle.value = DECIMAUX.has(champ) ? valeurDuChamp.replace(".", ",") : valeurDuChamp;
    const changer = (/** @type {boolean} */ bientot) => {
      const saisie = DECIMAUX.has(champ) ? controle.value.replace(",", ".") : controle.value;
      if (saisie) lignes[rang][champ] = saisie;
      else delete lignes[rang][champ];
      noter(lire, bientot);
    };
    controle.addEventListener("input", () => changer(true));
    controle.addEventListener("change", () => changer(false));
    const requis = !FACULTATIFS.has(champ) && [
      h("span", { class: "requis" }, " *"),
      h("span", { class: "visually-hidden" }, " (obligatoire)"),
    ];
    return h(
      "div",
      { class: `champ ${champ}` },
      h("label", { class: "form-label", for: id }, libelle, requis),
      controle,
      h("div", { id: `${id}-erreur` }),
    );
  }

  /** @param {number} rang */
  function retirer(rang) {
    const estVide = Object.keys(lignes[rang]).length === 0;
    if (!estVide && !confirm(`Retirer la ligne ${rang + 1} et ce qu’elle contient ?`)) return;
    lignes.splice(rang, 1);
    dessiner();
    noter(lire, false);
    ajouter.focus();
  }

  function dessiner() {
    blocs.replaceChildren(
      ...lignes.map((_, rang) =>
        h(
          "fieldset",
          { class: "ligne-plan" },
          h("legend", {}, `Ligne ${rang + 1}`),
          h(
            "div",
            { class: "champs" },
            CHAMPS.map(([champ, libelle, parmi]) => creer(rang, champ, libelle, parmi)),
          ),
          !lectureSeule &&
            bouton("Retirer cette ligne", () => retirer(rang), "btn-outline-danger btn-sm", `(ligne ${rang + 1})`),
        ),
      ),
    );
    ajouter.hidden = lectureSeule || lignes.length >= (question.max_lignes ?? 1);
  }

  /** @param {Faute[]} fautes */
  function signaler(fautes) {
    erreur.replaceChildren(
      ...fautes.filter(({ champ }) => !champ).map(({ phrase }) => h("p", { class: "erreur" }, phrase)),
    );
    for (const rang of lignes.keys()) {
      for (const [champ] of CHAMPS) {
        const siennes = fautes.filter((faute) => faute.ligne === rang + 1 && faute.champ === champ);
        const id = ancre(rang + 1, champ);
        blocs.querySelector(`#${id}`)?.classList.toggle("is-invalid", siennes.length > 0);
        blocs
          .querySelector(`#${id}-erreur`)
          ?.replaceChildren(...siennes.map(({ phrase }) => h("p", { class: "erreur" }, phrase)));
      }
    }
  }

  dessiner();
  const aide = question.aide && h("p", { class: "form-text" }, question.aide);
  const element = h("div", { class: "champ plan" }, h("h3", {}, question.libelle), aide, blocs, ajouter, erreur);
  return { element, signaler };
}

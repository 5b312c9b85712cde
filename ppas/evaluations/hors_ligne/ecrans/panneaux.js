// What surrounds the fields of an evaluation: sections, order, what lacks, totals of the plan.
import { compter, dateFr, h } from "../dom.js";
import { ecrire } from "../regles/plan.js";

/** @typedef {import("../regles/formulaire.js").Description} Description */
/** @typedef {import("../regles/formulaire.js").Section} Section */
/** @typedef {import("../regles/formulaire.js").Faute} Faute */
/** @typedef {import("../regles/formulaire.js").Manque} Manque */

const ETATS = {
  complete: ["✓", "complète"],
  facultative: ["–", "rien d’obligatoire"],
  commencee: ["◐", "commencée"],
  a_faire: ["○", "à faire"],
};

/**
 * The sections, each with how far it is.
 * @param {number} id
 * @param {Description} description
 * @param {import("../regles/formulaire.js").Avancement[]} bilan
 * @param {Faute[]} fautes
 * @param {string} presente
 */
export function sommaire(id, description, bilan, fautes, presente) {
  const enFaute = new Set(fautes.map(({ cle }) => cle));
  const entrees = description.sections.map((section, rang) => {
    const { etat, nb_manques: nb } = bilan[rang];
    const [signe, dit] = section.questions.some(({ cle }) => enFaute.has(cle)) ? ["!", "à corriger"] : ETATS[etat];
    const precision = nb && etat === "commencee" ? `, ${compter(nb, "réponse")} à donner` : "";
    const lien = h(
      "a",
      { href: `#commande/${id}/${section.cle}`, "aria-current": section.cle === presente ? "true" : null },
      section.titre,
      h("span", { class: "visually-hidden" }, `, ${dit}${precision}`),
    );
    return h("li", {}, h("span", { class: "signe", "aria-hidden": "true" }, signe), " ", lien);
  });
  const faites = bilan.filter(({ nb_manques }) => nb_manques === 0).length;
  const progres = h("progress", { id: "avancement", max: bilan.length, value: faites });
  const etiquette = h("label", { for: "avancement", class: "discret" }, `${faites} sections sur ${bilan.length}`);
  return h(
    "div",
    {},
    h("ol", { class: "list-unstyled mb-0" }, entrees),
    h("div", { class: "avancement mb-0" }, etiquette, progres),
  );
}

/** @param {Record<string, any>} commande */
export function ficheDeLaCommande({
  beneficiaire,
  adresse,
  code_postal,
  commune,
  telephone,
  nature,
  motif,
  consignes,
  caisse,
}) {
  const lignes = [
    ["Née ou né le", beneficiaire.date_naissance && dateFr(beneficiaire.date_naissance)],
    ["NIR", beneficiaire.nir],
    ["Adresse", `${adresse}, ${code_postal} ${commune}`],
    ["Téléphone", telephone?.replace(/(\d\d)(?=\d)/g, "$1 ")],
    [
      "Nature",
      { premiere: "Première demande", reexamen: "Réexamen" }[/** @type {"premiere" | "reexamen"} */ (nature)] ??
        nature,
    ],
    ["Motif", motif],
    ["Consignes", consignes],
    ["Caisse", caisse],
  ];
  const fiche = lignes
    .filter(([, valeur]) => valeur)
    .map(([nom, valeur]) => h("div", {}, h("dt", {}, nom), h("dd", {}, valeur)));
  return h(
    "details",
    { class: "panneau commande" },
    h("summary", {}, "La commande"),
    h("dl", { class: "fiche" }, fiche),
  );
}

/** @param {number} id @param {Section} section @param {Manque[]} lacunes */
export function resumeDesManques(id, section, lacunes) {
  const siennes = lacunes.filter((manque) => manque.section === section.cle);
  if (siennes.length === 0) return [];
  const liens = siennes.map(({ cle, libelle }) =>
    h("li", {}, h("a", { href: `#commande/${id}/${section.cle}/${cle}` }, libelle)),
  );
  const titre = `Il manque ${compter(siennes.length, "réponse")} dans cette section`;
  return [h("details", { class: "manques" }, h("summary", {}, titre), h("ul", {}, liens))];
}

/**
 * Why the evaluation cannot be finished yet; to be focused.
 * @param {number} id
 * @param {Description} description
 * @param {Faute[]} fautes
 * @param {Manque[]} lacunes
 * @param {{phrase: string}[]} alertes
 */
export function ficheTerminee(id, description, fautes, lacunes, alertes) {
  const questions = description.sections.flatMap((section) =>
    section.questions.map((question) => ({ section, question })),
  );
  /** @param {string} cle @param {string} texte */
  const lien = (cle, texte) => {
    const section = questions.find(({ question }) => question.cle === cle)?.section.cle;
    return h("li", {}, h("a", { href: `#commande/${id}/${section}/${cle}` }, texte));
  };
  const libelle = (/** @type {string} */ cle) =>
    questions.find(({ question }) => question.cle === cle)?.question.libelle ?? cle;
  const duPlan = questions.find(({ question }) => question.sorte === "plan")?.question.cle ?? "";
  return h(
    "section",
    { class: "resume-erreurs", tabindex: "-1", "aria-labelledby": "resume-erreurs" },
    h(
      "div",
      {},
      h("h2", { id: "resume-erreurs" }, "L’évaluation ne peut pas encore être terminée"),
      h("p", {}, "Tout ce que vous avez saisi est gardé. Il manque ou il faut corriger :"),
      h(
        "ul",
        {},
        fautes.map(({ cle, phrase }) => lien(cle, `${libelle(cle)} : ${phrase}`)),
        description.sections.map((section) => {
          const siennes = lacunes.filter((manque) => manque.section === section.cle);
          if (siennes.length === 0) return null;
          return lien(siennes[0].cle, `${section.titre} : ${siennes.map((manque) => manque.libelle).join(", ")}`);
        }),
        alertes.map(({ phrase }) => lien(duPlan, phrase)),
      ),
    ),
  );
}

/** @param {HTMLElement} ou @param {ReturnType<typeof import("../regles/plan.js").controlerPlan>} controle */
export function dessinerLePlan(ou, { totaux, alertes }) {
  const lignes = totaux.map(({ libelle, unite, total, plafond }) => {
    const reste = plafond === null ? "" : ` sur ${ecrire(unite, plafond)}`;
    return h("li", {}, `${libelle} : `, h("b", {}, ecrire(unite, total)), reste);
  });
  ou.replaceChildren(
    ...(lignes.length ? [h("h3", {}, "Totaux du plan"), h("ul", {}, lignes)] : []),
    ...alertes.map(({ phrase }) => h("p", { class: "erreur" }, phrase)),
  );
}

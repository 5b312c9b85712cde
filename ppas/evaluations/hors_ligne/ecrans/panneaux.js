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
 * The sections, each with how far it is. Links are never replaced: leaving a field writes it, which draws again, and a
 * link replaced under the pointer would not be followed.
 * @param {number} id
 * @param {Description} description
 * @param {string} presente
 */
export function creerSommaire(id, description, presente) {
  const entrees = description.sections.map((section) => {
    const signe = h("span", { class: "signe", "aria-hidden": "true" });
    const dit = h("span", { class: "visually-hidden" });
    const ici = section.cle === presente ? "true" : null;
    const lien = h("a", { href: `#commande/${id}/${section.cle}`, "aria-current": ici }, section.titre, dit);
    return { section, signe, dit, element: h("li", {}, signe, " ", lien) };
  });
  const progres = h("progress", { id: "avancement" });
  const etiquette = h("label", { for: "avancement", class: "discret" });

  /** @param {import("../regles/formulaire.js").Avancement[]} bilan @param {Faute[]} fautes */
  function suivre(bilan, fautes) {
    const enFaute = new Set(fautes.map(({ cle }) => cle));
    for (const [rang, { section, signe, dit }] of entrees.entries()) {
      const { etat, nb_manques: nb } = bilan[rang];
      const estFautive = section.questions.some(({ cle }) => enFaute.has(cle));
      const [dessin, mot] = estFautive ? ["!", "à corriger"] : ETATS[etat];
      const precision = nb && etat === "commencee" ? `, ${compter(nb, "réponse")} à donner` : "";
      signe.textContent = dessin;
      dit.textContent = `, ${mot}${precision}`;
    }
    const demandees = bilan.filter(({ etat }) => etat !== "facultative"); // as « Évaluations en cours » counts them
    const faites = demandees.filter(({ etat }) => etat === "complete").length;
    progres.max = demandees.length;
    progres.value = faites;
    etiquette.textContent = `${compter(faites, "section")} sur ${demandees.length}`;
  }

  const liste = h(
    "ol",
    { class: "list-unstyled mb-0" },
    entrees.map(({ element }) => element),
  );
  const avancement = h("div", { class: "avancement mb-0" }, etiquette, progres);
  return { element: h("div", {}, liste, avancement), suivre };
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
    ["NIR", beneficiaire.nir?.replace(/^(.)(..)(..)(..)(...)(...)(..)?$/, "$1 $2 $3 $4 $5 $6 $7")],
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

/**
 * What lacks in a section, each with a link to its field; nothing when nothing lacks.
 * @param {number} id
 * @param {Section} section
 */
export function creerManques(id, section) {
  /** @type {Map<string, HTMLElement>} */
  const lignes = new Map();
  const titre = h("summary", {});
  const liste = h("ul", {});
  const element = h("details", { class: "manques" }, titre, liste);

  /** @param {Manque[]} lacunes */
  function suivre(lacunes) {
    const siennes = lacunes.filter((manque) => manque.section === section.cle);
    element.hidden = siennes.length === 0;
    titre.textContent = `Il manque ${compter(siennes.length, "réponse")} dans cette section`;
    for (const ligne of lignes.values()) ligne.hidden = true;
    for (const { cle, libelle } of siennes) {
      let ligne = lignes.get(libelle);
      if (!ligne) {
        ligne = h("li", {}, h("a", { href: `#commande/${id}/${section.cle}/${cle}` }, libelle));
        lignes.set(libelle, ligne);
        liste.append(ligne);
      }
      ligne.hidden = false;
    }
  }

  return { element, suivre };
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

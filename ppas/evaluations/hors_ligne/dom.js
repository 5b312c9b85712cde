// Elements of the page, made without any HTML text: what people typed is never read as markup.

/**
 * An element. Attributes: `class`, any other by its name; a boolean puts or omits it; `on` holds listeners.
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} nom
 * @param {Record<string, any>} attributs
 * @param {...(Node | string | number | null | false | undefined | (Node | string | null | false | undefined)[])} enfants
 * @returns {HTMLElementTagNameMap[N]}
 */
export function h(nom, attributs = {}, ...enfants) {
  const element = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(attributs)) {
    if (cle === "on") {
      for (const [evenement, ecouter] of Object.entries(valeur)) element.addEventListener(evenement, ecouter);
    } else if (valeur === true) element.setAttribute(cle, "");
    else if (valeur !== false && valeur !== null && valeur !== undefined) element.setAttribute(cle, String(valeur));
  }
  for (const enfant of enfants.flat()) {
    if (enfant !== null && enfant !== false && enfant !== undefined) {
      element.append(enfant instanceof Node ? enfant : insecables(String(enfant)));
    }
  }
  return element;
}

/** A sentence whose lines neither begin with « : ; ? ! » nor end with an opening guillemet. @param {string} texte */
function insecables(texte) {
  return texte.replaceAll(/ (?=[:;?!»])/g, "\u00a0").replaceAll("« ", "«\u00a0");
}

/** Says `texte` in `element`, in place of what it said. @param {HTMLElement} element @param {string} texte */
export function dire(element, texte) {
  element.textContent = insecables(texte);
}

/** A state as a pill, as the portal draws it. @param {string} texte @param {string} ton */
export function pastille(texte, ton = "") {
  return h("span", { class: `etat ${ton}` }, texte);
}

/**
 * A message box; an error is announced at once.
 * @param {"info" | "success" | "warning" | "error"} sorte
 * @param {...(Node | string)} contenu
 */
export function message(sorte, ...contenu) {
  const role = sorte === "error" ? "alert" : "status";
  return h("div", { class: `message ${sorte}`, role }, h("div", {}, ...contenu));
}

/** @param {string} texte @param {() => unknown} action @param {string} classe @param {string} precision read aloud */
export function bouton(texte, action, classe = "btn-primary", precision = "") {
  const lue = precision && h("span", { class: "visually-hidden" }, ` ${precision}`);
  return h("button", { type: "button", class: `btn ${classe}`, on: { click: action } }, texte, lue);
}

/**
 * A field of a short form: label, help and error tied to it.
 * @param {{id: string, libelle: string, aide?: string, attributs?: Record<string, any>}} champ
 */
export function saisie({ id, libelle, aide = "", attributs = {} }) {
  const decrit = aide ? `${id}-aide ${id}-erreur` : `${id}-erreur`;
  const champ = h("input", { id, class: "form-control", required: true, "aria-describedby": decrit, ...attributs });
  const erreur = h("div", { id: `${id}-erreur` });
  const element = h(
    "div",
    { class: "champ" },
    h("label", { class: "form-label", for: id }, libelle),
    champ,
    aide && h("div", { class: "form-text", id: `${id}-aide` }, aide),
    erreur,
  );
  /** @param {string} phrase empty when all is well */
  function signaler(phrase) {
    champ.classList.toggle("is-invalid", phrase !== "");
    if (phrase) champ.setAttribute("aria-invalid", "true");
    else champ.removeAttribute("aria-invalid");
    erreur.replaceChildren(phrase ? h("p", { class: "erreur" }, phrase) : "");
    if (phrase) champ.focus();
  }
  return { element, champ, signaler };
}

/** « 28/11/2026 » @param {string} jour AAAA-MM-JJ, or an instant */
export function dateFr(jour) {
  const [annee, mois, quantieme] = jour.slice(0, 10).split("-");
  return `${quantieme}/${mois}/${annee}`;
}

/** « 28/11/2026 à 10:42 » on this computer's clock. @param {string} instant */
export function quandFr(instant) {
  const date = new Date(instant);
  const heure = date.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
  return `${date.toLocaleDateString("fr-FR", { day: "2-digit", month: "2-digit", year: "numeric" })} à ${heure}`;
}

/** « 2 commandes » @param {number} nombre @param {string} un @param {string} plusieurs */
export function compter(nombre, un, plusieurs = `${un}s`) {
  return `${nombre} ${nombre > 1 ? plusieurs : un}`;
}

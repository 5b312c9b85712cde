// « Mes commandes »: what this computer holds, the most urgent first.
import { compter, dateFr, h, pastille } from "../dom.js";
import { delai } from "../regles/delai.js";
import { session } from "../session.js";

/** @param {Record<string, any>} commande */
export function nomDe({ beneficiaire }) {
  return `${beneficiaire.nom} ${beneficiaire.prenom}`;
}

/** @param {Record<string, any>} commande */
function etatDe(commande) {
  const evaluation = session.carnet?.evaluation(commande.id);
  if (commande.retiree) return pastille("Retirée", "non");
  if (!evaluation) return commande.portail ? pastille("Sur le portail", "info") : pastille("À faire", "neutre");
  const envoi = evaluation.aEnvoyer ? ", à envoyer" : "";
  return evaluation.etat === "terminee"
    ? pastille(`Terminée${envoi}`, "ok")
    : pastille(`En cours${envoi}`, "attente");
}

/** @param {Record<string, any>} commande */
function ligne(commande) {
  const { id, numero, commune, date_limite, retiree } = commande;
  const evaluation = session.carnet?.evaluation(id);
  const { texte, ton } = delai(date_limite, new Date().toLocaleDateString("sv-SE"));
  const resteAFaire = !retiree && !(commande.portail && !evaluation);
  return h(
    "tr",
    {},
    h("th", { scope: "row", "data-label": "Bénéficiaire" }, h("a", { href: `#commande/${id}` }, nomDe(commande))),
    h("td", { "data-label": "Commune" }, commune),
    h(
      "td",
      { "data-label": "À rendre avant le" },
      h("span", {}, dateFr(date_limite), resteAFaire && h("br"), resteAFaire && pastille(texte, ton)),
    ),
    h("td", { "data-label": "Commande" }, numero),
    h(
      "td",
      { "data-label": "État" },
      h("div", {}, etatDe(commande), retiree && h("p", { class: "discret mb-0" }, retiree.motif)),
    ),
  );
}

export function liste() {
  const commandes = session.carnet?.commandes() ?? [];
  if (commandes.length === 0) {
    return {
      titre: "Mes commandes",
      contenu: [
        h(
          "div",
          { class: "vide" },
          h("p", { class: "fw-bold mb-1" }, "Aucune commande sur cet ordinateur"),
          h("p", {}, "Réservez des commandes sur le portail, puis synchronisez tant que vous êtes en ligne."),
          h("p", {}, h("a", { class: "btn btn-primary", href: "#synchronisation" }, "Synchronisation")),
        ),
      ],
    };
  }
  const colonnes = ["Bénéficiaire", "Commune", "À rendre avant le", "Commande", "État"];
  const legende = "Commandes réservées sur cet ordinateur";
  return {
    titre: "Mes commandes",
    contenu: [
      h("p", { class: "chapeau" }, `${compter(commandes.length, "commande")}, la plus urgente en premier.`),
      h(
        "div",
        { class: "tableau", role: "region", "aria-label": legende, tabindex: "0" },
        h(
          "table",
          { class: "table table-hover align-middle tableau-fiches" },
          h("caption", { class: "visually-hidden" }, legende),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              colonnes.map((colonne) => h("th", { scope: "col" }, colonne)),
            ),
          ),
          h("tbody", {}, commandes.map(ligne)),
        ),
      ),
    ],
  };
}

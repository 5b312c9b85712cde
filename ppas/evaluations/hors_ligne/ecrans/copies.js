// « Copies »: keep one in a file, take one back; what was set aside here.
import { bouton, dateFr, h, message } from "../dom.js";
import { session } from "../session.js";
import { formulaireDeRestauration } from "./restauration.js";

/** Hand the browser a file that holds encrypted bytes only. @returns {Promise<string>} its name */
export async function enregistrerUneCopie() {
  const copie = await session.carnet?.copieScellee();
  const instant = new Date();
  const moment = instant
    .toLocaleString("sv-SE")
    .replace(/[^0-9]/g, "")
    .slice(0, 12);
  const nom = `evaluations-${moment.slice(0, 8)}-${moment.slice(8)}.ppas`;
  const adresse = URL.createObjectURL(new Blob([JSON.stringify(copie)], { type: "application/octet-stream" }));
  h("a", { href: adresse, download: nom }).click();
  setTimeout(() => URL.revokeObjectURL(adresse), 60_000);
  return nom;
}

export function copies() {
  const dit = h("div", {});
  const enregistrer = async () => {
    const nom = await enregistrerUneCopie();
    dit.replaceChildren(
      message(
        "success",
        `La copie « ${nom} » est dans vos téléchargements. Gardez-la ailleurs que sur cet ordinateur.`,
      ),
    );
  };
  const copier = h(
    "section",
    { class: "panneau formulaire-court" },
    h("h2", {}, "Enregistrer une copie"),
    h(
      "p",
      {},
      "Un fichier chiffré de tout ce que contient cet ordinateur. Il ne s’ouvre qu’avec votre " +
        "code : sans lui, personne ne peut le lire, ni vous ni le portail.",
    ),
    h("p", { class: "boutons mb-0" }, bouton("Enregistrer une copie", enregistrer)),
    dit,
  );
  const cote = h("section", { class: "mt-4" });
  montrerMisesDeCote(cote);
  return { titre: "Copies", contenu: [h("div", { class: "grille" }, copier, formulaireDeRestauration()), cote] };
}

/** @param {HTMLElement} section */
async function montrerMisesDeCote(section) {
  const mises = (await session.carnet?.misesDeCote()) ?? [];
  if (mises.length === 0) return;
  const lignes = mises.map(({ commande, motif, modifieeLe }) => {
    const numero = session.carnet?.commande(commande)?.numero ?? commande;
    return h("li", {}, `Commande n° ${numero}, saisie du ${dateFr(modifieeLe)} : ${motif}`);
  });
  section.append(
    h("h2", {}, "Mises de côté"),
    h("p", {}, "Ces versions n’ont pas été prises telles quelles par le portail. Elles sont gardées ici, chiffrées."),
    h("ul", {}, lignes),
  );
}

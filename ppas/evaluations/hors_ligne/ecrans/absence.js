// What is said when there is nothing to open: no offline mode here, key erased, data gone, newer data.
import { h, message } from "../dom.js";
import { ESSAIS_MAX } from "../serrure.js";
import { formulaireDeRestauration } from "./restauration.js";

const GESTION = "/evaluations/mode-deconnecte/";

function versLaGestion() {
  const lien = h("a", { class: "btn btn-primary", href: GESTION }, "Gestion du mode déconnecté");
  return h("p", { class: "boutons" }, lien);
}

export function absence() {
  return {
    titre: "Le mode déconnecté n’est pas généré ici",
    contenu: [
      h(
        "p",
        {},
        "Ce navigateur ne contient aucune évaluation. Connectez-vous au portail, puis générez le " +
          "mode déconnecté sur cet ordinateur.",
      ),
      h(
        "p",
        {},
        "Si vous l’aviez déjà généré ici, les données du navigateur ont été effacées : générez-le " +
          "de nouveau, puis restaurez votre copie.",
      ),
      versLaGestion(),
    ],
  };
}

/** @param {() => unknown} ouvrir */
export function cleEffacee(ouvrir) {
  return {
    titre: "Les évaluations de cet ordinateur ne peuvent plus être lues",
    contenu: [
      message(
        "error",
        `La clé a été effacée : ${ESSAIS_MAX} codes faux ont été saisis, ou cet ordinateur n’a ` +
          "pas été synchronisé pendant trop longtemps.",
      ),
      h(
        "p",
        {},
        "Ce qui a déjà été envoyé au portail y est toujours. Ce qui ne l’a pas été peut être " +
          "retrouvé depuis une copie, avec son code : la copie scellée gardée par le portail à " +
          "chaque synchronisation, ou un fichier « .ppas » que vous avez enregistré.",
      ),
      formulaireDeRestauration({ estSansCle: true, faite: ouvrir }),
      h("h2", { class: "mt-4" }, "Sans copie"),
      h("p", {}, "Générez de nouveau le mode déconnecté : ce qui n’a pas été envoyé sera à refaire."),
      versLaGestion(),
    ],
  };
}

export function donneesPerdues() {
  return {
    titre: "L’application doit être rouverte",
    contenu: [
      message(
        "error",
        "Les données de l’application ont été retirées de ce navigateur, ou reprises par une " +
          "version plus récente ouverte dans un autre onglet.",
      ),
      h("p", {}, h("a", { class: "btn btn-primary", href: "/hors-ligne/" }, "Rouvrir l’application")),
    ],
  };
}

export function tropRecent() {
  return {
    titre: "Une version plus récente est nécessaire",
    contenu: [
      message(
        "error",
        "Les évaluations de cet ordinateur ont été enregistrées par une version plus récente de " +
          "l’application. Rien n’est perdu.",
      ),
      h(
        "p",
        {},
        "Connectez l’ordinateur à Internet et rouvrez l’application ; si ce message revient, appelez l’assistance.",
      ),
    ],
  };
}

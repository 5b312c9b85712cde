// The form of one order, section by section, from its description. What is typed is kept at each change.
import { bouton, compter, dateFr, dire, h, message } from "../dom.js";
import { charger, chargerAggir } from "../formulaires.js";
import { avancement, estDemandee, manques, nettoyer } from "../regles/formulaire.js";
import { calculerGir } from "../regles/gir.js";
import { controlerPlan } from "../regles/plan.js";
import { session } from "../session.js";
import { creerChamp } from "./champs.js";
import { enregistrerUneCopie } from "./copies.js";
import { nomDe } from "./liste.js";
import { creerManques, creerSommaire, dessinerLePlan, ficheDeLaCommande, ficheTerminee } from "./panneaux.js";

const ATTENTE_MS = 250;

/** @param {number} id order @param {string} [voulue] key of a section @param {string} [cle] question to go to */
export async function evaluation(id, voulue, cle) {
  const carnet = /** @type {import("../carnet.js").Carnet} */ (session.carnet);
  const commande = /** @type {Record<string, any>} */ (carnet.commande(id));
  const version = carnet.evaluation(id)?.version ?? Number(document.documentElement.dataset.formulaire);
  const [description, aggir] = await Promise.all([charger(version), chargerAggir()]);
  const rang = Math.max(
    0,
    description.sections.findIndex((section) => section.cle === voulue),
  );
  const section = description.sections[rang];
  const estTerminee = carnet.evaluation(id)?.etat === "terminee";
  const lectureSeule = estTerminee || !session.onglet.ecrit || Boolean(commande.portail && !carnet.evaluation(id));

  /** What is typed and not kept yet: question → how to read it. @type {Map<string, () => any>} */
  const enAttente = new Map();
  let attente = 0;
  const verser = () => {
    clearTimeout(attente);
    attente = 0;
    const lectures = [...enAttente];
    enAttente.clear();
    if (lectures.length === 0 || lectureSeule) return Promise.resolve(true);
    return session.suivre(Promise.all(lectures.map(([question, lire]) => carnet.noter(id, question, lire()))));
  };
  /** @param {string} question @param {() => any} lire @param {boolean} bientot */
  const noter = (question, lire, bientot) => {
    enAttente.set(question, lire);
    if (!bientot) verser();
    // Counted from the first key, not from the last: who types without a pause would keep nothing.
    else attente ||= setTimeout(verser, ATTENTE_MS);
  };

  const reponses = carnet.evaluation(id)?.reponses ?? {};
  const champs = section.questions.map((question) => ({
    question,
    ...creerChamp({
      question,
      valeur: reponses[question.cle],
      lectureSeule,
      noter: (lire, bientot) => noter(question.cle, lire, bientot),
    }),
  }));
  const sommaire = creerSommaire(id, description, section.cle);
  const estLarge = matchMedia("(min-width: 62rem)").matches;
  const pli = h("details", { open: estLarge }, h("summary", {}, "Sections"), sommaire.element);
  const navigation = h("nav", { class: "panneau sections", "aria-label": "Sections" }, pli);
  const gir = h("span", { class: "gir", "aria-live": "polite" });
  const plan = h("div", { "aria-live": "polite" });
  const resume = h("div", {});
  const restant = creerManques(id, section);

  function suivre() {
    const actuelles = carnet.evaluation(id)?.reponses ?? {};
    const { reponses: propres, fautes } = nettoyer(description, actuelles);
    const lacunes = manques(description, propres);
    sommaire.suivre(avancement(description, propres), fautes);
    for (const champ of champs) {
      champ.element.hidden = !estDemandee(description, propres, champ.question.cle);
      champ.signaler(fautes.filter((faute) => faute.cle === champ.question.cle));
    }
    for (const groupe of groupes)
      groupe.hidden = [...groupe.querySelectorAll(".champ")].every((champ) => champ.closest("[hidden]"));
    restant.suivre(lacunes);
    if (section.cle === "aggir") {
      const { gir: valeur, manquantes } = calculerGir(aggir, propres);
      gir.classList.toggle("connu", valeur !== null);
      dire(gir, valeur ? `GIR ${valeur}` : `GIR : il manque ${compter(manquantes.length, "réponse")}`);
    }
    const le = String(propres.visite_date ?? new Date().toLocaleDateString("sv-SE"));
    const controle = controlerPlan(description, propres, carnet.plafonds, le);
    if (section.questions.some(({ sorte }) => sorte === "plan")) dessinerLePlan(plan, controle);
    return { propres, fautes, lacunes, alertes: controle.alertes };
  }

  async function terminer() {
    await verser();
    const { fautes, lacunes, alertes } = suivre();
    if (fautes.length || lacunes.length || alertes.length) {
      const panneau = ficheTerminee(id, description, fautes, lacunes, alertes);
      resume.replaceChildren(panneau);
      return panneau.focus();
    }
    if (await session.suivre(carnet.marquerTerminee(id))) location.hash = `#commande/${id}/${section.cle}/terminee`;
  }

  async function rouvrir() {
    if (await session.suivre(carnet.rouvrir(id))) location.hash = `#commande/${id}/${section.cle}/rouverte`;
  }

  const groupes = grouper(champs);
  const precedente = description.sections[rang - 1];
  const suivante = description.sections[rang + 1];
  const copie = h("span", { class: "discret", role: "status" });
  const actions = h(
    "div",
    { class: "boutons mt-3" },
    precedente &&
      h("a", { class: "btn btn-outline-primary", href: `#commande/${id}/${precedente.cle}` }, "Précédent"),
    suivante &&
      h("a", { class: "btn btn-primary", href: `#commande/${id}/${suivante.cle}` }, `Suivant : ${suivante.titre}`),
    !lectureSeule && bouton("Terminer l’évaluation", terminer, suivante ? "btn-outline-primary" : "btn-primary"),
    bouton(
      "Enregistrer une copie",
      async () => {
        await verser();
        dire(copie, `Copie enregistrée : ${await enregistrerUneCopie()}`);
      },
      "btn-outline-primary",
    ),
    copie,
  );
  const fait =
    cle === "terminee" &&
    message("success", "L’évaluation est terminée sur cet ordinateur. Elle partira à la prochaine synchronisation.");
  const avis = [
    fait,
    commande.retiree &&
      message(
        "warning",
        `Cette commande n’est plus réservée sur cet ordinateur. ${commande.retiree.motif} Votre ` +
          "saisie est gardée et sera envoyée : vous choisirez sur le portail ce qu’il faut en " +
          "faire.",
      ),
    estTerminee && !fait && message("info", "Cette évaluation est terminée : rouvrez-la pour la modifier. "),
    commande.portail &&
      !carnet.evaluation(id) &&
      message("info", "L’évaluation de cette commande est sur le portail : elle se relit et se transmet là-bas."),
    estTerminee && session.onglet.ecrit && h("p", {}, bouton("Rouvrir l’évaluation", rouvrir, "btn-outline-primary")),
  ];
  const panneau = h(
    "section",
    { class: "panneau", "aria-labelledby": "section" },
    h("div", { class: "d-flex flex-wrap gap-2" }, h("h2", { id: "section", class: "me-auto" }, section.titre), gir),
    h("p", { class: "discret" }, section.aide, section.est_exemple && " (exemple du projet)"),
    groupes,
    plan,
    restant.element,
    actions,
  );
  const arreter = (/** @type {Event} */ envoi) => envoi.preventDefault(); // « Entrée » in the only field of a section
  // Without this form, browsers write in clear what is ticked, to give it back after a crash (docs/decisions/0146).
  const corps = h(
    "form",
    { class: "evaluation", autocomplete: "off", novalidate: true, on: { submit: arreter } },
    h("div", {}, navigation, ficheDeLaCommande(commande)),
    h("div", {}, ...avis.filter((un) => un instanceof Node), resume, panneau),
  );
  corps.addEventListener("focusout", () => void verser());
  suivre();
  return {
    titre: `Évaluation de ${nomDe(commande)}`,
    // Never a name: browsers write in clear, in the history, the titles that they show.
    onglet: `${section.titre}, évaluation de la commande n° ${commande.numero}`,
    contenu: [
      h(
        "p",
        { class: "discret" },
        `Commande n° ${commande.numero}, à rendre avant le ${dateFr(commande.date_limite)}.`,
      ),
      corps,
    ],
    quitter: verser,
    suivre,
    cible: cle ? `q-${cle}` : "",
  };
}

/** Fields under the heading of their group. @param {{question: import("../regles/valeurs.js").Question, element: HTMLElement}[]} champs */
function grouper(champs) {
  /** @type {HTMLElement[]} */
  const groupes = [];
  let titre = "";
  for (const { question, element } of champs) {
    if (groupes.length === 0 || (question.groupe ?? "") !== titre) {
      titre = question.groupe ?? "";
      groupes.push(h("div", { class: "groupe" }, titre && h("h3", {}, titre)));
    }
    groupes[groupes.length - 1].append(element);
  }
  return groupes;
}

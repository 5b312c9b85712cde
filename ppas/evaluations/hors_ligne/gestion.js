// The page « Gestion du mode déconnecté » of the portal: what this browser can do, generate, renew, remove.
import { capacites, placeRestante } from "./capacites.js";
import { CodeFaux, defautDuCode } from "./coffre.js";
import { bouton, compter, dire, h, message, pastille, quandFr, saisie } from "./dom.js";
import { CleEffacee, poserLaSerrure, renouvelerLeCode } from "./serrure.js";
import { Stockage, toutRetirer } from "./stockage.js";
import {
  chercherUneVersion,
  desinstaller,
  installer,
  uneVersionEstPrete,
  utiliserLaVersionPrete,
  version,
} from "./versions.js";

const page = /** @type {HTMLElement} */ (document.getElementById("gestion"));
const { utilisateur = "", generer = "", jeton = "", jours = "" } = page.dataset;
const MO = 1024 * 1024;
const [PRET, PRET_SANS_GARANTIE] = ["?pret", "?pret-sans-garantie"];
const QUESTION_MS = 30_000;
const RISQUE =
  "Le navigateur peut effacer les données s’il manque de place : synchronisez souvent et enregistrez des copies. ";
const QUESTION = "Si le navigateur demande s’il peut garder les données de ce site, répondez « Autoriser ».";

/** The portal refused, and said why. */
class RefusDuPortail extends Error {}

/** @param {Record<string, string>} corps @returns {Promise<{identifiant: string, nom: string, utilisateur: string}>} */
async function enregistrerLAppareil(corps) {
  const reponse = await fetch(generer, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": jeton },
    body: JSON.stringify(corps),
  });
  const estJson = reponse.headers.get("Content-Type")?.startsWith("application/json");
  if (!estJson)
    throw new RefusDuPortail("Votre session est fermée : rechargez la page, reconnectez-vous, puis recommencez.");
  const lu = await reponse.json();
  if (!reponse.ok) throw new RefusDuPortail(lu.message);
  return lu;
}

async function dessiner() {
  const capacitesLues = await capacites();
  if (capacitesLues.some(({ present }) => !present)) {
    return page.replaceChildren(
      message(
        "error",
        "Ce navigateur ne peut pas générer le mode déconnecté. Les évaluations restent possibles en ligne.",
      ),
      await fiche(capacitesLues),
    );
  }
  const stockage = await Stockage.ouvrir();
  try {
    const appareil = await stockage.lire("reglages", "appareil");
    page.replaceChildren(
      appareil && [PRET, PRET_SANS_GARANTIE].includes(location.search) ? pret(appareil) : "",
      h(
        "div",
        { class: "grille large" },
        appareil ? await present(stockage, appareil) : generation(),
        await fiche(capacitesLues, Boolean(appareil)),
      ),
    );
  } finally {
    stockage.fermer();
  }
}

/** @param {import("./capacites.js").Capacite[]} lues @param {boolean} estGenere */
async function fiche(lues, estGenere = false) {
  const place = await placeRestante();
  const estProtege = (await navigator.storage?.persisted?.()) ?? false;
  return h(
    "section",
    { class: "panneau align-self-start", "aria-labelledby": "navigateur" },
    h("h2", { id: "navigateur" }, "Ce navigateur"),
    h(
      "ul",
      { class: "list-unstyled" },
      lues.map(({ nom, present, absence }) =>
        h(
          "li",
          { class: "mb-2" },
          `${nom} : `,
          present ? pastille("Oui", "ok") : pastille("Non", "non"),
          !present && h("p", { class: "mb-0" }, absence),
        ),
      ),
      h(
        "li",
        { class: "mb-2" },
        "Données protégées de l’effacement automatique : ",
        estProtege ? pastille("Oui", "ok") : pastille("Non", "attente"),
        !estProtege && sansProtection(estGenere),
      ),
      h(
        "li",
        {},
        "Place restante : ",
        h("b", {}, place === null ? "non indiquée" : `${Math.floor(place / MO).toLocaleString("fr-FR")} Mo`),
      ),
    ),
  );
}

/** @param {boolean} estGenere the browser was asked already, and said no, or nothing */
function sansProtection(estGenere) {
  const suite = estGenere ? "" : `La demande lui est faite à la génération. ${QUESTION}`;
  const dit = h("p", { class: "discret mb-0", role: "status" }, RISQUE, suite);
  const demander = async () => {
    dire(dit, QUESTION);
    if (await demanderLaProtection()) return location.reload();
    dire(dit, "Le navigateur n’a pas accepté : synchronisez souvent et enregistrez des copies.");
  };
  return [dit, estGenere && bouton("Demander la protection", demander, "btn-outline-primary btn-sm mt-1")];
}

/** Two fields for a new code, and what is wrong with them. */
function nouveauCode() {
  const code = saisie({
    id: "nouveau-code",
    libelle: "Code choisi",
    aide:
      "Au moins 6 chiffres. Un code plus long, avec des lettres, est recommandé : par exemple " +
      "trois mots. Avec 6 chiffres seulement, quelqu’un qui aurait volé l’ordinateur et s’y " +
      "connaîtrait pourrait essayer tous les codes.",
    attributs: { type: "password", autocomplete: "new-password", maxlength: 64 },
  });
  const confirmation = saisie({
    id: "confirmation",
    libelle: "Le même code, une seconde fois",
    aide: "Le portail ne le connaît pas et ne peut pas vous le redonner. Ne prenez pas votre mot de passe.",
    attributs: { type: "password", autocomplete: "new-password", maxlength: 64 },
  });
  const estBon = () => {
    const defaut = defautDuCode(code.champ.value);
    code.signaler(defaut);
    if (defaut) return false;
    const different = code.champ.value === confirmation.champ.value ? "" : "Les deux codes ne sont pas les mêmes.";
    confirmation.signaler(different);
    return !different;
  };
  return { elements: [code.element, confirmation.element], lire: () => code.champ.value, estBon };
}

/**
 * A form whose button waits, and which says what went wrong; what was typed stays.
 * @param {{titre: string, champs: Node[], libelle: string, estBon: () => boolean, envoyer: (dire: (texte: string) => void) => Promise<Node>}} options
 */
function formulaire({ titre, champs, libelle, estBon, envoyer }) {
  const dit = h("p", { role: "status", class: "mb-0" });
  const resultat = h("div", {});
  const valider = h("button", { type: "submit", class: "btn btn-primary" }, libelle);
  const soumettre = async (/** @type {Event} */ evenement) => {
    evenement.preventDefault();
    resultat.replaceChildren();
    if (valider.disabled || !estBon()) return;
    valider.disabled = true;
    try {
      resultat.replaceChildren(await envoyer((texte) => dire(dit, texte)));
    } catch (erreur) {
      resultat.replaceChildren(message("error", phraseDe(erreur)));
    } finally {
      dit.textContent = "";
      valider.disabled = false;
    }
  };
  return h(
    "form",
    { class: "panneau", novalidate: true, on: { submit: soumettre } },
    h("h2", {}, titre),
    champs,
    h("p", { class: "boutons" }, valider),
    dit,
    resultat,
  );
}

/** @param {unknown} erreur */
function phraseDe(erreur) {
  if (erreur instanceof RefusDuPortail) return erreur.message;
  if (erreur instanceof CodeFaux)
    return `L’ancien code n’est pas le bon. Il reste ${compter(Number(erreur.message), "essai")}.`;
  if (erreur instanceof CleEffacee)
    return "La clé a été effacée : retirez tout de cet ordinateur, puis générez de nouveau le mode déconnecté.";
  console.error(erreur);
  return (
    "L’application n’a pas pu être copiée en entier sur cet ordinateur. Rien n’a été changé : " +
    "vérifiez la connexion, puis recommencez."
  );
}

/** Firefox asks the person, who may see nothing of it: no answer is a no. @returns {Promise<boolean>} */
function demanderLaProtection() {
  const sansReponse = new Promise((/** @type {(non: false) => void} */ dire) => setTimeout(dire, QUESTION_MS, false));
  return Promise.race([navigator.storage?.persist?.() ?? false, sansReponse]);
}

function generation() {
  const nom = saisie({
    id: "nom",
    libelle: "Nom de cet ordinateur",
    aide: "Pour le reconnaître dans la liste, par exemple « Portable du bureau ».",
    attributs: { maxlength: 60, autocomplete: "off" },
  });
  const code = nouveauCode();
  return formulaire({
    titre: "Générer le mode déconnecté sur cet ordinateur",
    champs: [nom.element, ...code.elements],
    libelle: "Générer le mode déconnecté",
    estBon: () => {
      const nomDonne = nom.champ.value.trim();
      nom.signaler(nomDonne ? "" : "Donnez un nom à cet ordinateur.");
      return nomDonne !== "" && code.estBon();
    },
    envoyer: async (dire) => {
      const protection = demanderLaProtection();
      dire("L’application est copiée sur cet ordinateur…");
      const installee = await installer();
      const appareil = await enregistrerLAppareil({ nom: nom.champ.value.trim(), version: installee });
      dire("La clé est préparée…");
      const stockage = await Stockage.ouvrir();
      await poserLaSerrure(stockage, code.lire(), appareil);
      stockage.fermer();
      dire(`${QUESTION} Sans réponse, le mode déconnecté sera prêt dans un instant.`);
      const estProtege = await protection;
      location.search = estProtege ? PRET : PRET_SANS_GARANTIE; // the portal's list is to be read again
      return h("span");
    },
  });
}

/** @param {import("./serrure.js").Appareil} appareil */
function pret(appareil) {
  const avis =
    location.search === PRET
      ? "Le navigateur s’engage à ne pas effacer ces données de lui-même."
      : "Le navigateur ne s’engage pas à garder ces données s’il manque de place : synchronisez souvent.";
  return message(
    "success",
    h("p", {}, h("b", {}, "Le mode déconnecté est prêt"), ` sur « ${appareil.nom} ». ${avis}`),
    h(
      "p",
      {},
      "Avant de partir : réservez vos commandes, puis ouvrez l’application et synchronisez. Sans Internet, " +
        "l’application s’ouvre à cette même adresse : gardez-la dans vos favoris.",
    ),
    versLApplication(),
  );
}

function versLApplication() {
  return h(
    "p",
    { class: "boutons mt-2" },
    h("a", { class: "btn btn-primary", href: "/hors-ligne/" }, "Ouvrir l’application hors ligne"),
  );
}

/** What this computer holds. @param {Stockage} stockage @param {import("./serrure.js").Appareil} appareil */
async function present(stockage, appareil) {
  const evaluations = await stockage.tout("evaluations");
  const nbAEnvoyer = evaluations.filter((evaluation) => evaluation.aEnvoyer).length;
  const synchroniseLe = await stockage.lire("reglages", "synchroniseLe");
  const ligne = document.querySelector(`tr[data-identifiant="${CSS.escape(appareil.identifiant)}"]`);
  ligne?.querySelector("th")?.append(" ", pastille("Cet ordinateur", "info"));
  const estAMoi = appareil.utilisateur === utilisateur;
  const faits = [
    ["Nom", appareil.nom],
    ["Évaluateur", appareil.utilisateur],
    ["Version", (await version("en-service")) || "aucune"],
    ["Commandes", (await stockage.tout("commandes")).length],
    ["À envoyer", nbAEnvoyer],
    ["Dernière synchronisation", synchroniseLe ? quandFr(synchroniseLe) : "jamais"],
  ];
  const panneau = h(
    "section",
    { class: "panneau", "aria-labelledby": "present" },
    h("h2", { id: "present" }, "Le mode déconnecté est généré ici"),
    h(
      "dl",
      { class: "fiche" },
      faits.map(([nom, valeur]) => h("div", {}, h("dt", {}, nom), h("dd", {}, valeur))),
    ),
  );
  if (!estAMoi)
    panneau.append(
      message(
        "warning",
        `Il appartient à ${appareil.utilisateur}, qui seul peut l’ouvrir. Pour le vôtre, utilisez ` +
          "une autre session de l’ordinateur ou un autre navigateur.",
      ),
    );
  else if (!ligne)
    panneau.append(
      message(
        "warning",
        "Cet ordinateur a été retiré de votre liste : il ne peut plus synchroniser. Enregistrez " +
          "une copie depuis l’application, retirez tout, puis générez de nouveau le mode " +
          "déconnecté.",
      ),
    );
  if (estAMoi) panneau.append(versLApplication());
  const blocs = h("div", { class: "vstack gap-3" }, panneau);
  if (estAMoi && ligne) blocs.append(renouvellement(appareil));
  blocs.append(retrait(nbAEnvoyer, estAMoi ? ligne?.querySelector("a")?.href : ""));
  return blocs;
}

/** @param {import("./serrure.js").Appareil} appareil */
function renouvellement(appareil) {
  const ancien = saisie({
    id: "ancien-code",
    libelle: "Code actuel",
    attributs: { type: "password", autocomplete: "off", maxlength: 64 },
  });
  const code = nouveauCode();
  const bloc = formulaire({
    titre: "Renouveler",
    champs: [
      h("p", {}, "Change le code et met l’application à jour. Les évaluations de cet ordinateur sont gardées."),
      ancien.element,
      ...code.elements,
    ],
    libelle: "Renouveler",
    estBon: () => {
      ancien.signaler(ancien.champ.value ? "" : "Saisissez le code actuel.");
      return ancien.champ.value !== "" && code.estBon();
    },
    envoyer: async (dire) => {
      const stockage = await Stockage.ouvrir();
      try {
        dire("La clé est préparée…");
        await renouvelerLeCode(stockage, ancien.champ.value, code.lire());
        dire("L’application est mise à jour…");
        await installer();
        await chercherUneVersion();
        const attendent = (await stockage.tout("evaluations")).some((evaluation) => evaluation.aEnvoyer);
        if (!attendent && (await uneVersionEstPrete())) await utiliserLaVersionPrete();
        await enregistrerLAppareil({
          identifiant: appareil.identifiant,
          nom: appareil.nom,
          version: await version("en-service"),
        });
      } finally {
        stockage.fermer();
      }
      return message("success", "Le code est changé. Les copies enregistrées avant gardent l’ancien code.");
    },
  });
  return bloc;
}

/** @param {number} nbAEnvoyer @param {string} [adresse] where the portal takes the computer off the list */
function retrait(nbAEnvoyer, adresse) {
  const perte = nbAEnvoyer
    ? `${compter(nbAEnvoyer, "évaluation")} ${nbAEnvoyer > 1 ? "n’ont pas été envoyées et seront perdues" : "n’a pas été envoyée et sera perdue"}, ` +
      "sauf si vous en avez une copie."
    : "Rien n’attend d’être envoyé.";
  const accord = h("input", { type: "checkbox", class: "form-check-input", id: "accord" });
  const dit = h("div", {});
  const retirer = async () => {
    if (!accord.checked) {
      dit.replaceChildren(message("error", "Cochez la case pour confirmer."));
      return accord.focus();
    }
    await toutRetirer();
    await desinstaller();
    if (!adresse) return location.reload();
    const formulaireDuPortail = h("form", { method: "post", action: adresse });
    formulaireDuPortail.append(h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: jeton }));
    document.body.append(formulaireDuPortail);
    return formulaireDuPortail.submit();
  };
  return h(
    "section",
    { class: "panneau", "aria-labelledby": "retrait" },
    h("h2", { id: "retrait" }, "Tout retirer de cet ordinateur"),
    h("p", {}, `Efface l’application, la clé et toutes les évaluations de ce navigateur. ${perte}`),
    h(
      "div",
      { class: "form-check mb-3" },
      accord,
      " ",
      h("label", { class: "form-check-label", for: "accord" }, "Je confirme : tout retirer de cet ordinateur"),
    ),
    bouton("Tout retirer", retirer, "btn-danger"),
    dit,
    h(
      "p",
      { class: "discret mt-3 mb-0" },
      `Sans synchronisation pendant ${jours} jours, les évaluations de cet ordinateur ne peuvent plus être lues.`,
    ),
  );
}

dessiner();

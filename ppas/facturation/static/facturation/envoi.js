// Lets files be dropped anywhere on the form, and lists those chosen before they leave.
const champ = /** @type {HTMLInputElement | null} */ (document.querySelector("input[data-depot]"));
const formulaire = champ?.form;

/** @param {number} octets */
function taille(octets) {
  const unites = ["octets", "Ko", "Mo"];
  let rang = 0;
  while (octets >= 1024 && rang < unites.length - 1) {
    octets /= 1024;
    rang += 1;
  }
  return `${octets.toLocaleString("fr-FR", { maximumFractionDigits: 1 })} ${unites[rang]}`;
}

if (champ && formulaire) {
  const choisis = document.createElement("ul");
  choisis.className = "discret mt-2 mb-0";
  choisis.hidden = true;
  champ.after(choisis);

  const montrer = () => {
    const fichiers = [...(champ.files ?? [])];
    choisis.hidden = fichiers.length < 2;
    choisis.replaceChildren(
      ...fichiers.map((fichier) => {
        const ligne = document.createElement("li");
        ligne.textContent = `${fichier.name} (${taille(fichier.size)})`;
        return ligne;
      }),
    );
  };

  champ.addEventListener("change", montrer);
  formulaire.addEventListener("dragover", (evenement) => {
    evenement.preventDefault();
    formulaire.classList.add("depot-survole");
  });
  formulaire.addEventListener("dragleave", () => formulaire.classList.remove("depot-survole"));
  formulaire.addEventListener("drop", (evenement) => {
    evenement.preventDefault();
    formulaire.classList.remove("depot-survole");
    if (evenement.dataTransfer?.files.length) {
      champ.files = evenement.dataTransfer.files;
      montrer();
    }
  });
  montrer();
}

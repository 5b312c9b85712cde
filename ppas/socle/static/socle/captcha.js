// The captcha with scripts: other characters without leaving the page (REG-27), and the proof of work for whoever
// cannot read the picture (PLU-14). Without this script, the button « Afficher d’autres caractères » asks the server.
for (const defi of document.querySelectorAll(".captcha")) {
  const [jeton, preuve] = defi.querySelectorAll("input[type=hidden]");
  const saisie = defi.querySelector("input:not([type=hidden])");
  const image = defi.querySelector("img");
  const [actualiser, prouver] = defi.querySelectorAll("button");
  const progres = defi.querySelector("progress");
  const dire = (texte) => {
    defi.querySelector("[role=status]").textContent = texte;
  };
  let calcul = null;

  function oublier() {
    calcul?.terminate();
    calcul = null;
    preuve.value = "";
    progres.hidden = true;
    saisie.required = true;
    prouver.removeAttribute("aria-disabled");
    dire("");
  }

  function terminer(reponses) {
    preuve.value = reponses.join(",");
    progres.hidden = true;
    saisie.required = false;
    dire("Vérification terminée\u00a0: vous n’avez pas de caractères à recopier. Vous pouvez envoyer le formulaire.");
  }

  actualiser.addEventListener("click", async (evenement) => {
    evenement.preventDefault();
    oublier();
    const reponse = await fetch(defi.dataset.nouveau);
    const nouveau = await reponse.json();
    jeton.value = nouveau.jeton;
    image.src = nouveau.image;
    saisie.value = "";
    saisie.focus();
    dire("De nouveaux caractères sont affichés.");
  });

  prouver.addEventListener("click", () => {
    if (prouver.getAttribute("aria-disabled")) return;
    prouver.setAttribute("aria-disabled", "true");
    progres.hidden = false;
    dire("Vérification en cours, quelques secondes…");
    calcul = new Worker(defi.dataset.calcul);
    calcul.addEventListener("message", ({ data }) => {
      progres.value = data.length;
      if (data.length === progres.max) terminer(data);
    });
    calcul.addEventListener("error", () => {
      oublier();
      dire("La vérification n’a pas pu se faire. Recopiez les caractères, ou appelez l’assistance.");
    });
    const { epreuves, bits } = defi.dataset;
    calcul.postMessage({ numero: jeton.value.split(":")[0], epreuves: Number(epreuves), bits: Number(bits) });
  });

  prouver.parentElement.hidden = false;
}

// Follows a deposit in progress: asks for the same page again and replaces its report, until it is final.
const DELAI = 1500;

async function suivre() {
  const rapport = document.getElementById("rapport");
  if (!rapport || !("enCours" in rapport.dataset)) return;
  try {
    const reponse = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    if (reponse.ok && !reponse.redirected) {
      const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
      const nouveau = page.getElementById("rapport");
      if (nouveau) rapport.replaceWith(nouveau);
    }
  } catch {
    // The network is away: the next turn asks again.
  }
  setTimeout(suivre, DELAI);
}

setTimeout(suivre, DELAI);

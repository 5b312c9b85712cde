// Signed in, read before the page is drawn: « Précédent » gives back, without asking the portal, pages of a session that
// may be over. Its cookie then says otherwise: the page is hidden and asked again, as whoever is there now.
(() => {
  const page = document.documentElement;

  function verifier() {
    const biscuits = document.cookie.split("; ");
    if (biscuits.includes(`ppas_page=${page.dataset.session}`)) return;
    page.hidden = true;
    location.replace(location.pathname + location.search); // not `reload`: it would send again what a form sent
  }

  const [visite] = performance.getEntriesByType("navigation");
  if (visite?.type === "back_forward") verifier();
  addEventListener("pageshow", (evenement) => evenement.persisted && verifier());
})();

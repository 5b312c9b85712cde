// What a page must keep, asked in the browser: each function returns its defects, in words. Put in every page by the tests.
globalThis.visite = (() => {
  const nommer = (/** @type {Element} */ e) =>
    `<${e.tagName.toLowerCase()} class="${e.getAttribute("class") ?? ""}"> ${(e.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}`;
  const estVisible = (/** @type {Element} */ e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  /** Hidden from the eye and kept for screen readers: `visually-hidden` and its like. */
  const estLuSeulement = (/** @type {Element} */ e) => {
    const { width, height } = e.getBoundingClientRect();
    return width <= 1 || height <= 1 || getComputedStyle(e).clipPath !== "none";
  };

  /** Nothing to scroll sideways, regions made for it excepted. */
  function deborde() {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth + 1) return []; // half pixels round up
    const large = [...document.querySelectorAll("main *, header *, footer *")].find(
      (e) => e.getBoundingClientRect().right > clientWidth + 1 && !e.closest(".tableau, pre") && !estLuSeulement(e),
    );
    return [`${scrollWidth} px for ${clientWidth}: ${large ? nommer(large) : ""}`];
  }

  /** No text is cut by the box that holds it. */
  function coupes() {
    const defauts = new Set();
    const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let noeud = textes.nextNode(); noeud; noeud = textes.nextNode()) {
      const parent = noeud.parentElement;
      if (!noeud.data.trim() || !parent || !estVisible(parent)) continue;
      const portee = document.createRange();
      portee.selectNodeContents(noeud);
      const texte = portee.getBoundingClientRect();
      for (let boite = parent; boite && boite !== document.body; boite = boite.parentElement) {
        if (estLuSeulement(boite)) break;
        const { overflowX, overflowY } = getComputedStyle(boite);
        const cadre = boite.getBoundingClientRect();
        const estCoupe =
          (["hidden", "clip"].includes(overflowX) && texte.right > cadre.right + 1) ||
          (["hidden", "clip"].includes(overflowY) && texte.bottom > cadre.bottom + 1);
        if (estCoupe) defauts.add(`cut: ${nommer(parent)}`);
      }
    }
    return [...defauts];
  }

  /** What the keyboard reaches is outlined; to be called after a press of Tab. */
  function focus() {
    const defauts = [];
    for (const e of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
      if (!(e instanceof HTMLElement) || !estVisible(e) || e.tabIndex < 0) continue;
      e.focus({ preventScroll: true });
      if (document.activeElement !== e) continue;
      const { outlineStyle, outlineWidth } = getComputedStyle(e);
      if (outlineStyle === "none" || Number.parseFloat(outlineWidth) < 2) defauts.push(`no outline: ${nommer(e)}`);
    }
    return defauts;
  }

  /** With the colours of the system, buttons, fields and states still have an edge, and a ticked box its tick. */
  function couleursForcees() {
    const defauts = [];
    for (const e of document.querySelectorAll(".btn, .etat, .message, .resume-erreurs, .form-control, .form-select, .page-link, progress")) {
      const { borderTopStyle, borderTopWidth } = getComputedStyle(e);
      if (estVisible(e) && (borderTopStyle === "none" || Number.parseFloat(borderTopWidth) < 1)) {
        defauts.push(`no edge: ${nommer(e)}`);
      }
    }
    for (const e of document.querySelectorAll(".form-check-input, .form-select")) {
      if (estVisible(e) && getComputedStyle(e).appearance === "none") defauts.push(`drawn by hand: ${nommer(e)}`);
    }
    return defauts;
  }

  /** On paper: no navigation, no button; tables whole, their headers repeated; the address of the page. */
  function impression() {
    const defauts = [];
    for (const e of document.querySelectorAll("nav, .compte, .pied, .evitement, main .btn, .filtres")) {
      if (estVisible(e)) defauts.push(`printed: ${nommer(e)}`);
    }
    for (const table of document.querySelectorAll("main table")) {
      const cadre = table.parentElement ?? table;
      if (estVisible(table) && table.getBoundingClientRect().right > document.documentElement.clientWidth + 1) {
        defauts.push(`table cut: ${nommer(cadre)}`);
      }
      const tete = table.querySelector("thead");
      if (tete && estVisible(table) && getComputedStyle(tete).display !== "table-header-group") defauts.push(`header not repeated: ${nommer(cadre)}`);
    }
    const adresse = document.querySelector(".adresse-imprimee");
    const aSonAdresse = adresse && estVisible(adresse) && adresse.textContent?.includes(decodeURI(location.pathname));
    if (!aSonAdresse && !document.body.classList.contains("hors-ligne")) defauts.push("no address");
    return defauts;
  }

  const espaces = new CSSStyleSheet();
  espaces.replaceSync(
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }",
  );
  const grand = new CSSStyleSheet();
  grand.replaceSync("html { font-size: 200% !important }");
  /** Run `controles` under the reader's own style: `espaces` (WCAG 1.4.12) or `grand` (text at 200 %). */
  function avec(/** @type {CSSStyleSheet} */ feuille) {
    document.adoptedStyleSheets = [feuille];
    const defauts = [...deborde(), ...coupes()];
    document.adoptedStyleSheets = [];
    return defauts;
  }

  return {
    largeur: () => [...deborde(), ...coupes()],
    espacement: () => avec(espaces),
    texteDouble: () => avec(grand),
    focus,
    couleursForcees,
    impression,
  };
})();

// The list of caisses follows the régime chosen (REG-11). Without this script, the button « Afficher les caisses »
// asks the server to do the same.
const regime = document.getElementById("id_regime");
const caisse = document.getElementById("id_caisse");
const groupes = document.getElementById("caisses-par-regime").content.querySelectorAll("optgroup");

function proposer() {
  const choisie = caisse.value;
  const groupe = [...groupes].find((candidat) => candidat.dataset.regime === regime.value);
  const offre = groupe ? groupe.children : groupes;
  caisse.replaceChildren(caisse.options[0], ...[...offre].map((noeud) => noeud.cloneNode(true)));
  caisse.value = [...caisse.options].some((option) => option.value === choisie) ? choisie : "";
}

document.getElementById("afficher-les-caisses").hidden = true;
regime.addEventListener("change", proposer);
proposer();

// « Identité destinataire » repeats « Nom partenaire » as it is typed (REG-18); the server never reads it.
const nom = document.getElementById("id_nom_partenaire");
const identite = document.getElementById("identite_destinataire");

const recopier = () => {
  identite.value = nom.value;
};
nom.addEventListener("input", recopier);
recopier();

// A click anywhere on a row follows its link (ADM-16): the keyboard, and whoever has no script, use the link itself.
const lignes = document.getElementById("utilisateurs");

lignes.classList.add("cliquable");
lignes.addEventListener("click", (evenement) => {
  if (!evenement.target.closest("a")) {
    evenement.target.closest("tr").querySelector("a").click();
  }
});

// Sub-menus open without a script; with one, they close when the reader leaves them or presses Escape.
const sousMenus = document.querySelectorAll("details.sous-menu");

for (const sousMenu of sousMenus) {
  sousMenu.addEventListener("focusout", (evenement) => {
    if (evenement.relatedTarget && !sousMenu.contains(evenement.relatedTarget)) sousMenu.open = false;
  });
  sousMenu.addEventListener("keydown", (evenement) => {
    if (evenement.key !== "Escape" || !sousMenu.open) return;
    sousMenu.open = false;
    sousMenu.querySelector("summary").focus();
  });
}
document.addEventListener("click", (evenement) => {
  for (const sousMenu of sousMenus) if (!sousMenu.contains(evenement.target)) sousMenu.open = false;
});

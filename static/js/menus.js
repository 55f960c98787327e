// Closes an open menu of the top line when the person goes elsewhere or presses Escape; without
// this a menu stays open until its name is pressed again.
(() => {
  const opened = () => document.querySelector("[data-menus] details[open]");
  const leave = (event) => {
    const menu = opened();
    if (menu && !menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("pointerdown", leave);
  document.addEventListener("focusin", leave);
  document.addEventListener("keydown", (event) => {
    const menu = opened();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();

// The review desk's comforts: keyboard shortcuts. Every page works without; photos are viewer.js's.
(() => {
  "use strict";

  const OFF_KEY = "desk-shortcuts-off";
  const sheet = document.getElementById("shortcuts");
  const areShortcutsOff = () => {
    try {
      return localStorage.getItem(OFF_KEY) === "1";
    } catch {
      return false;
    }
  };

  // --- The sheet of shortcuts ---------------------------------------------------------------
  const prepareSheet = () => {
    document.querySelectorAll(".shortcut-hint").forEach((hint) => { hint.hidden = false; });
    document.querySelectorAll("[data-open-sheet]").forEach((button) => {
      button.addEventListener("click", () => sheet.showModal());
    });
    const off = document.getElementById("shortcuts-off");
    off.checked = areShortcutsOff();
    off.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF_KEY, off.checked ? "1" : "0");
      } catch {
        off.disabled = true;
      }
    });
  };

  // --- Rows of the queue --------------------------------------------------------------------
  const moveRow = (by) => {
    const links = [...document.querySelectorAll("[data-row] a")];
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
    links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  };

  // --- The decision -------------------------------------------------------------------------
  const chooseAll = (result) => {
    const radios = [...document.querySelectorAll(`[data-decision] input[value="${result}"]`)];
    radios.forEach((radio) => { radio.checked = true; });
    if (radios.length) document.querySelector("[data-decision] select").focus();
  };

  const press = (name) => {
    const target = document.querySelector(`[data-shortcut="${name}"]`);
    if (target) target.click();
  };

  const focusOn = (selector) => {
    const target = document.querySelector(selector);
    if (target) target.focus();
  };

  const openStep = (name) => {
    const step = document.querySelector(`details[data-shortcut="${name}"]`);
    if (!step) return;
    step.open = true;
    step.querySelector("input:not([type=hidden]), textarea").focus();
  };

  const SHORTCUTS = {
    "?": () => sheet.showModal(),
    "/": () => focusOn("[data-shortcut=search]"),
    j: () => moveRow(1),
    k: () => moveRow(-1),
    n: () => press("next"),
    u: () => press("queue"),
    t: () => press("take"),
    c: () => chooseAll("lifted"),
    p: () => chooseAll("upheld"),
    e: () => focusOn("#decide-explanation"),
    m: () => openStep("ask"),
  };

  const openNumbered = (place) => {
    const link = document.querySelector(`[data-photo="${place}"]`);
    if (!link) return;
    const folded = link.closest("details:not([open])");
    if (!folded) {
      link.click();
      return;
    }
    // What the case does not need takes one key more.
    folded.open = true;
    link.focus();
  };

  const isTyping = (element) =>
    element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

  const sendForm = (event) => {
    const own = event.target.closest("form");
    const isCovered = document.querySelector("dialog[open]");
    const form = own || (isCovered ? null : document.querySelector("[data-decision]"));
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (document.querySelector("dialog[open]")) return undefined;
    if (isTyping(event.target) || areShortcutsOff()) return undefined;
    if (/^[1-9]$/.test(event.key)) return openNumbered(event.key);
    const act = SHORTCUTS[event.key.toLowerCase()];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });

  prepareSheet();
})();

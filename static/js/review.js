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
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-open-sheet]")) sheet.showModal();
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
  // Inside one ground a letter speaks of that ground, elsewhere of all of them.
  const groundHere = () => document.activeElement.closest("[data-ground]");

  const choose = (result) => {
    const place = groundHere() || document.querySelector("[data-decision]");
    const radios = place ? [...place.querySelectorAll(`input[type=radio][value="${result}"]`)] : [];
    if (!radios.length) return;
    radios.forEach((radio) => { radio.checked = true; });
    radios[0].dispatchEvent(new Event("change", { bubbles: true }));
    (place.querySelector("[data-ground] select") || place.querySelector("select")).focus();
  };

  const nextGround = () => {
    const grounds = [...document.querySelectorAll("[data-ground]")];
    if (!grounds.length) return;
    const next = grounds[(grounds.indexOf(groundHere()) + 1) % grounds.length];
    (next.querySelector("input[type=radio]:checked")
      || next.querySelector("input[type=radio]")).focus();
  };

  const focusInGround = (selector) => {
    const place = groundHere() || document.querySelector("[data-decision]");
    const target = place && place.querySelector(selector);
    if (target) target.focus();
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
    g: nextGround,
    c: () => choose("lifted"),
    p: () => choose("upheld"),
    a: () => focusInGround("[data-ground] select, :scope > .field select"),
    l: () => focusInGround(".checklist input"),
    f: () => focusOn(".strip a"),
    w: () => focusOn(".ready select"),
    e: () => focusOn("#decide-explanation"),
    v: () => press("preview"),
    m: () => openStep("ask"),
    b: () => openStep("reply"),
    x: () => openStep("note"),
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

  // In a list of ready texts Enter puts the chosen one in.
  const insertChosen = (event) => {
    if (!event.target.matches(".ready select")) return false;
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("[data-insert]"));
    return true;
  };

  // Out of a field, so that single letters are shortcuts again.
  const leaveField = (event) => {
    if (!isTyping(event.target) || document.querySelector("dialog[open]")) return;
    event.target.blur();
  };

  const sendForm = (event) => {
    const own = event.target.closest("form");
    const isCovered = document.querySelector("dialog[open]");
    const form = own || (isCovered ? null : document.querySelector("[data-decision]"));
    if (!form) return;
    event.preventDefault();
    // Pressed once too often after a decision, it takes no further case.
    if (form.querySelector("[data-shortcut=next]")) return;
    form.requestSubmit(form.querySelector("button.button-go"));
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key === "Enter" && insertChosen(event)) return undefined;
    if (event.key === "Escape") return leaveField(event);
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

// The review desk's comforts: keyboard shortcuts, photos side by side. Every page works without.
(() => {
  "use strict";

  const OFF_KEY = "desk-shortcuts-off";
  const MOST_PANES = 2;
  const sheet = document.getElementById("shortcuts");
  const viewer = document.getElementById("viewer");
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

  // --- Photos -------------------------------------------------------------------------------
  const panes = () => [...viewer.querySelectorAll(".pane")];

  const turn = (pane) => {
    const quarter = (Number(pane.dataset.quarter || 0) + 1) % 4;
    pane.dataset.quarter = String(quarter);
  };

  const shut = (pane) => {
    pane.remove();
    viewer.hidden = panes().length === 0;
  };

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const paneFor = (link) => {
    const pane = document.createElement("figure");
    pane.className = "pane";
    pane.dataset.from = link.href;
    const frame = document.createElement("div");
    frame.className = "frame";
    const image = document.createElement("img");
    image.alt = link.dataset.name;
    image.src = link.href;
    image.addEventListener("click", () => frame.classList.toggle("full"));
    image.addEventListener("error", () => { frame.textContent = viewer.dataset.missing; });
    frame.append(image);
    const caption = document.createElement("figcaption");
    const name = document.createElement("span");
    name.textContent = link.dataset.name;
    caption.append(
      name,
      button(viewer.dataset.turn, () => turn(pane)),
      button(viewer.dataset.shut, () => { shut(pane); link.focus(); }),
    );
    pane.append(caption, frame);
    return pane;
  };

  const openPhoto = (link) => {
    if (panes().some((pane) => pane.dataset.from === link.href)) return;
    if (panes().length === MOST_PANES) panes()[0].remove();
    viewer.append(paneFor(link));
    viewer.hidden = false;
  };

  const preparePhotos = () => {
    document.querySelectorAll("[data-photo]").forEach((link) => {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openPhoto(link);
      });
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
    r: () => { if (viewer && panes().length) turn(panes().at(-1)); },
  };

  const openNumbered = (place) => {
    const link = document.querySelector(`[data-photo="${place}"]`);
    if (link) openPhoto(link);
  };

  const isTyping = (element) =>
    element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

  const sendForm = (event) => {
    const form = event.target.closest("form") || document.querySelector("[data-decision]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sendForm(event);
    if (event.ctrlKey || event.metaKey || event.altKey || sheet.open) return undefined;
    if (isTyping(event.target) || areShortcutsOff()) return undefined;
    if (/^[1-9]$/.test(event.key)) return openNumbered(event.key);
    const act = SHORTCUTS[event.key.toLowerCase()];
    if (!act) return undefined;
    event.preventDefault();
    return act();
  });

  prepareSheet();
  if (viewer) preparePhotos();
})();

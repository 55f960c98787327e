// Photos close up: zoom, drag, turn, light, two side by side, all of it by keyboard too. On a case's
// page the photo's own page opens in a dialog. Without this the pages show the pictures whole.
(() => {
  "use strict";

  const OFF_KEY = "desk-shortcuts-off";
  const STEP = 1.25;
  const PUSH = 60;
  const TILE = 320;
  const viewer = document.getElementById("viewer");
  const keys = document.getElementById("viewer-keys");
  if (!keys) return;
  // As they were opened: a second look on the same page is no second entry in the audit trail.
  const pictures = new Map();
  let stage = null;
  let opener = null;

  // --- One or two photos and their tools --------------------------------------------------------
  class Stage {
    constructor(root) {
      this.root = root;
      this.words = root.dataset;
      this.tools = root.querySelector("[data-tools]");
      root.classList.add("is-live");
      this.panes = [...root.querySelectorAll("[data-frame]")].map((frame) => new PhotoPane(frame));
      this.panes.forEach((pane) => this.steer(pane));
      this.active = this.panes[0];
      if (!this.active) return;
      this.tools.hidden = false;
      this.tools.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) this.act(button.dataset.do);
      });
      this.tools.querySelectorAll("[data-adjust]").forEach((slider) => {
        slider.addEventListener("input", () => this.light(slider.dataset.adjust, slider.value));
      });
      this.choose(this.active);
    }

    steer(pane) {
      const { frame, image } = pane;
      const points = new Map();
      frame.tabIndex = 0;
      frame.setAttribute("aria-description", this.words.steered);
      frame.addEventListener("focus", () => this.choose(pane));
      frame.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        frame.setPointerCapture(event.pointerId);
        points.set(event.pointerId, event);
        this.choose(pane);
      });
      frame.addEventListener("pointermove", (event) => {
        const was = points.get(event.pointerId);
        if (!was) return;
        points.set(event.pointerId, event);
        const other = [...points.values()].find((point) => point.pointerId !== event.pointerId);
        if (!other) {
          this.each((each) => each.push(event.clientX - was.clientX, event.clientY - was.clientY));
          return;
        }
        const apart = (point) =>
          Math.hypot(point.clientX - other.clientX, point.clientY - other.clientY) || 1;
        this.zoom(apart(event) / apart(was), ...pane.place(other));
      });
      ["pointerup", "pointercancel"].forEach((name) => {
        frame.addEventListener(name, (event) => points.delete(event.pointerId));
      });
      frame.addEventListener("wheel", (event) => {
        event.preventDefault();
        this.choose(pane);
        this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, ...pane.place(event));
      }, { passive: false });
      image.addEventListener("load", () => { pane.draw(); keep(pane); });
      image.addEventListener("error", () => { frame.textContent = this.words.missing; });
      if (image.complete && image.naturalWidth) { pane.draw(); keep(pane); }
    }

    choose(pane) {
      this.active = pane;
      this.panes.forEach((each) => {
        each.figure.classList.toggle("is-active", this.panes.length > 1 && each === pane);
      });
      this.tools.querySelectorAll("[data-adjust]").forEach((slider) => {
        slider.value = pane[slider.dataset.adjust];
      });
      this.tell();
    }

    // Both photos where they move together, else the one in use.
    each(act) {
      const together = this.tools.querySelector("[data-together]");
      (together && together.checked ? this.panes : [this.active]).forEach(act);
    }

    zoom(factor, x, y) {
      this.each((pane) => pane.zoomBy(factor, x, y));
      this.tell();
      this.say(this.words.zoomed, this.percent());
    }

    light(name, value) {
      this.active.light(name, Number(value));
      this.tools.querySelector(`[data-adjust="${name}"]`).value = this.active[name];
    }

    act(name) {
      const acts = {
        larger: () => this.zoom(STEP),
        smaller: () => this.zoom(1 / STEP),
        left: () => this.turn(-1),
        right: () => this.turn(1),
        reset: () => { this.each((pane) => pane.reset()); this.choose(this.active); },
        keys: () => keys.showModal(),
      };
      acts[name]();
    }

    turn(quarters) {
      this.active.turn(quarters);
      this.say(this.words.turned, this.active.quarter * 90);
    }

    percent() {
      return Math.round(this.active.zoom * 100);
    }

    tell() {
      this.tools.querySelector("[data-zoom]").textContent = `${this.percent()} %`;
    }

    say(words, value) {
      this.tools.querySelector("[data-said]").textContent = words.replace("%s", value);
    }
  }

  // --- What was opened stays open on this page --------------------------------------------------
  const keep = ({ figure, image }) => {
    pictures.set(figure.dataset.evidence, image);
    const tile = document.querySelector(`.thumb[data-evidence="${figure.dataset.evidence}"] img`);
    if (!tile) return;
    const scale = TILE / Math.max(image.naturalWidth, image.naturalHeight);
    const small = document.createElement("canvas");
    small.width = image.naturalWidth * scale;
    small.height = image.naturalHeight * scale;
    small.getContext("2d").drawImage(image, 0, 0, small.width, small.height);
    tile.replaceWith(small);
  };

  const withKept = (root) => {
    root.querySelectorAll("[data-evidence] img").forEach((image) => {
      const kept = pictures.get(image.closest("[data-evidence]").dataset.evidence);
      if (kept) image.replaceWith(kept);
    });
    return root;
  };

  // --- The dialog on a case's page --------------------------------------------------------------
  const failed = () => {
    const words = document.createElement("p");
    const shut = document.createElement("button");
    words.className = "refusal";
    words.textContent = viewer.dataset.failed;
    shut.type = "button";
    shut.textContent = viewer.dataset.shut;
    shut.addEventListener("click", () => viewer.close());
    viewer.replaceChildren(words, shut);
    shut.focus();
  };

  const focusFirst = (root, name) => {
    const target = root.querySelector("[aria-invalid=true], .purpose input[type=radio]")
      || (name && root.querySelector(`[data-go="${name}"]`))
      || root.querySelector("[data-frame]") || root.querySelector("h2");
    target.focus();
  };

  // An open dialog is an entry of its own in the browser's history, so that Back closes it and
  // stays on the case. While that entry is being left nothing is written over it.
  let shown = "";
  let isLeaving = false;

  const remember = (address) => {
    shown = address;
    if (isLeaving) return;
    if (history.state && history.state.viewer) history.replaceState({ viewer: address }, "");
    else history.pushState({ viewer: address }, "");
  };

  const leave = () => {
    if (isLeaving || !history.state || !history.state.viewer) return;
    isLeaving = true;
    history.back();
  };

  const followHistory = (event) => {
    const wanted = event.state && event.state.viewer;
    if (isLeaving) {
      isLeaving = false;
      if (viewer.open) remember(shown);
    } else if (wanted) show(wanted);
    else if (viewer.open) viewer.close();
  };

  // Who is asked last is shown: an answer that comes later than a younger one's is dropped.
  let asked = 0;

  const show = async (address, { name = "", ...options } = {}) => {
    if (!viewer.open) viewer.showModal();
    if (!options.method) remember(address);
    asked += 1;
    const mine = asked;
    viewer.setAttribute("aria-busy", "true");
    stage = null;
    let found = null;
    try {
      const answer = await fetch(address, options);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = page.getElementById("looking");
    } catch {
      found = null;
    }
    if (mine !== asked) return;
    viewer.removeAttribute("aria-busy");
    if (!viewer.open) return;
    if (!found) {
      failed();
      return;
    }
    viewer.replaceChildren(withKept(document.adoptNode(found)));
    stage = new Stage(found);
    focusFirst(found, name);
  };

  const go = (address, name) => {
    if (viewer) show(address, { name });
    else location.assign(address);
  };

  const shut = () => {
    if (viewer) viewer.close();
    else document.querySelector("[data-go=back]").click();
  };

  const prepareDialog = () => {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const isInside = viewer.contains(link);
      if (!link.dataset.photo && !(isInside && link.dataset.go)) return;
      event.preventDefault();
      if (link.dataset.go === "back") shut();
      else show(link.href, { name: link.dataset.go });
      if (!isInside) opener = link;
    });
    viewer.addEventListener("submit", (event) => {
      if (!event.target.matches(".purpose")) return;
      event.preventDefault();
      show(event.target.action, { method: "POST", body: new FormData(event.target) });
    });
    viewer.addEventListener("close", () => {
      const last = stage && stage.panes.length && stage.panes[0].figure.dataset.evidence;
      const tile = last && document.querySelector(`.thumb[data-evidence="${last}"]`);
      asked += 1;
      viewer.removeAttribute("aria-busy");
      viewer.replaceChildren();
      stage = null;
      if (tile || opener) (tile || opener).focus();
      leave();
    });
    addEventListener("popstate", followHistory);
    // Loaded again, or restored, with a photo open: it opens by the reader's own step alone.
    if (history.state && history.state.viewer) history.replaceState(null, "");
  };

  // --- Keys -------------------------------------------------------------------------------------
  const areKeysOff = () => {
    try {
      return localStorage.getItem(OFF_KEY) === "1";
    } catch {
      return false;
    }
  };

  const follow = (selector) => {
    const link = stage.root.querySelector(selector);
    if (link) go(link.href, link.dataset.go);
  };

  const openNumbered = (place, isBeside) => {
    const link = stage.root.querySelector(`[data-go=beside][data-place="${place}"]`);
    if (!link) return;
    const folded = link.closest("details:not([open])");
    if (!folded) {
      go(isBeside ? link.href : link.dataset.alone);
      return;
    }
    // What the case does not need takes one key more.
    folded.open = true;
    link.focus();
  };

  const ACTS = {
    "?": () => keys.showModal(),
    j: () => follow("[data-go=after]"),
    k: () => follow("[data-go=before]"),
  };
  const ACTS_ON_PHOTO = {
    "+": () => stage.act("larger"),
    "=": () => stage.act("larger"),
    "-": () => stage.act("smaller"),
    0: () => stage.act("reset"),
    r: (step) => stage.turn(step),
    b: (step) => stage.light("brightness", stage.active.brightness + 10 * step),
    c: (step) => stage.light("contrast", stage.active.contrast + 10 * step),
    g: () => {
      const together = stage.tools.querySelector("[data-together]");
      if (together) together.click();
    },
    arrowleft: () => stage.each((pane) => pane.push(PUSH, 0)),
    arrowright: () => stage.each((pane) => pane.push(-PUSH, 0)),
    arrowup: () => stage.each((pane) => pane.push(0, PUSH)),
    arrowdown: () => stage.each((pane) => pane.push(0, -PUSH)),
  };

  const isTyping = (element) => element.matches("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    // What a browser fills in by itself comes as a keydown without a key.
    if (!event.key || !stage || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !viewer) shut();
    if (isTyping(event.target)) return;
    if (areKeysOff() && !event.target.matches("[data-frame]")) return;
    const digit = (event.code || "").match(/^(?:Digit|Numpad)([1-9])$/);
    const key = event.key.toLowerCase();
    const act = ACTS[key] || (stage.active && ACTS_ON_PHOTO[key]);
    if (!act && !digit) return;
    event.preventDefault();
    if (act) act(event.shiftKey ? -1 : 1);
    else openNumbered(digit[1], event.shiftKey);
  });

  const prepareOff = () => {
    const off = keys.querySelector("[data-keys-off]");
    keys.addEventListener("toggle", () => { off.checked = areKeysOff(); });
    off.checked = areKeysOff();
    off.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF_KEY, off.checked ? "1" : "0");
      } catch {
        off.disabled = true;
      }
    });
  };

  window.addEventListener("resize", () => {
    if (stage) stage.panes.forEach((pane) => pane.draw());
  });
  prepareOff();
  if (viewer) prepareDialog();
  else stage = new Stage(document.getElementById("looking"));
})();

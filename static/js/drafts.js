// What an officer types into the forms of a case is kept on the server, some moments after the last
// key, so that a reload, an expired session or a lost race loses nothing. Says when it was kept.
(() => {
  "use strict";

  const AFTER_MS = 800;
  const kept = new WeakMap();

  const stateOf = (form) => {
    if (!kept.has(form)) kept.set(form, { timer: 0, saving: null, sent: false });
    return kept.get(form);
  };

  const say = (form, words) => {
    const line = form.querySelector("[data-kept]");
    if (line && line.textContent !== words) line.textContent = words;
  };

  const typedIn = (form) => {
    const typed = new URLSearchParams();
    for (const [name, value] of new FormData(form)) typed.append(name, value);
    typed.set("draft", form.dataset.draft);
    return typed;
  };

  const save = async (form, { isLast = false } = {}) => {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = 0;
    if (state.sent) return;
    const line = form.querySelector("[data-kept]");
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST", body: typedIn(form), keepalive: isLast, redirect: "error",
      });
      if (!answer.ok) throw new Error(answer.status);
      const { revision, at } = await answer.json();
      form.dataset.draft = revision;
      if (at) say(form, line.dataset.words.replace("%s", at));
    } catch {
      if (line && !isLast) say(form, line.dataset.failed);
    }
  };

  // One write at a time, so that an older one never comes after a newer one.
  const queue = (form, options) => {
    const state = stateOf(form);
    state.saving = (state.saving || Promise.resolve()).then(() => save(form, options));
    return state.saving;
  };

  const note = (event) => {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => queue(form), AFTER_MS);
  };

  document.addEventListener("input", note);
  document.addEventListener("change", note);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    document.querySelectorAll("form[data-keep]").forEach((form) => {
      if (stateOf(form).timer) queue(form, { isLast: true });
    });
  });

  // For who sends a form: nothing of it is kept from now on, and nothing is on its way any more.
  // What stands in the other forms is kept first: the answer takes their place, too.
  window.deskDrafts = {
    async stop(form) {
      const state = stateOf(form);
      clearTimeout(state.timer);
      state.timer = 0;
      state.sent = true;
      const others = [...document.querySelectorAll("form[data-keep]")].filter(
        (other) => other !== form && stateOf(other).timer,
      );
      await Promise.all([state.saving, ...others.map((other) => queue(other))]);
    },
    goOn(form) {
      stateOf(form).sent = false;
      if (form.dataset.keep) queue(form);
    },
  };
})();

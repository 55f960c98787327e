// Steps of a case without a change of page: the form is sent, and the parts of the page that the
// answer changed take the place of those here. Without this the answer is a page like any other.
(() => {
  "use strict";

  const PARTS = ["side", "facts", "blocks", "conversation", "history"];
  const side = () => document.querySelector("[data-part=side]");

  // --- Reasons and ready texts that fit the result ------------------------------------------
  const fit = (select, results) => {
    for (const option of select.options) {
      const of = option.dataset.result;
      const isOut = Boolean(of) && results.length > 0 && !results.includes(of);
      option.hidden = isOut;
      option.disabled = isOut;
      if (isOut && option.selected) select.value = "";
    }
    for (const group of select.querySelectorAll("optgroup")) {
      group.hidden = [...group.children].every((option) => option.hidden);
    }
  };

  const fitAll = () => {
    const form = document.querySelector("[data-decision]");
    if (!form) return;
    const chosen = [];
    for (const ground of form.querySelectorAll("[data-ground]")) {
      const radio = ground.querySelector("input[type=radio]:checked");
      const results = radio ? [radio.value] : [];
      chosen.push(...results);
      ground.querySelectorAll("select").forEach((select) => fit(select, results));
    }
    form.querySelectorAll(".ready select").forEach((select) => fit(select, chosen));
  };

  // --- Sending ------------------------------------------------------------------------------
  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  const isCase = (page) => Boolean(page.querySelector("[data-part=side]"));

  const bodyOf = (form) => new URLSearchParams(new FormData(form));

  const send = (form, button, body) => {
    const token = form.elements.csrfmiddlewaretoken;
    if (token) body.set("csrfmiddlewaretoken", token.value);
    const action = button && button.hasAttribute("formaction") ? button.formAction : form.action;
    return fetch(action, { method: "POST", body });
  };

  // Signed in again in another window: the form goes once more, with the new session's token. Not
  // when somebody else signed in: these words are not theirs.
  const withNewToken = async (form) => {
    const page = await read(await fetch(location.href));
    const isSame = isCase(page)
      && page.querySelector("[data-part=side]").dataset.officer === side().dataset.officer;
    const token = isSame && page.querySelector("input[name=csrfmiddlewaretoken]");
    if (!token) return false;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => {
      input.value = token.value;
    });
    return true;
  };

  const answered = async (form, button, body) => {
    let answer = await send(form, button, body);
    let page = await read(answer);
    if (!isCase(page) && answer.status < 500 && await withNewToken(form)) {
      answer = await send(form, button, body);
      page = await read(answer);
    }
    return { page: isCase(page) ? page : null, isBroken: answer.status >= 500 };
  };

  // --- Showing the answer -------------------------------------------------------------------
  const line = (words, { isBad = false, focus = false } = {}) => {
    const said = document.createElement("p");
    said.className = isBad ? "refusal" : "aside is-green";
    said.setAttribute("role", isBad ? "alert" : "status");
    said.tabIndex = -1;
    said.textContent = words;
    side().prepend(said);
    if (focus) said.focus();
    return said;
  };

  const put = (page) => {
    const parts = page.querySelector("[data-refusal]") ? [...PARTS, "strip"] : PARTS;
    for (const name of parts) {
      const there = page.querySelector(`[data-part=${name}]`);
      const here = document.querySelector(`[data-part=${name}]`);
      if (there && here) here.replaceWith(document.adoptNode(there));
    }
    const refusal = page.querySelector("[data-refusal]");
    document.querySelectorAll("[data-refusal]").forEach((old) => old.remove());
    if (refusal) side().prepend(document.adoptNode(refusal));
    const said = [...page.querySelectorAll(".messagelist li")].map((each) => each.textContent.trim());
    if (said.length) line(said.join(" "));
    fitAll();
  };

  const firstOf = (...selectors) => {
    for (const selector of selectors) {
      const found = side().querySelector(selector);
      if (found) return found;
    }
    return side().querySelector("[role=status][tabindex]");
  };

  const focusAfter = (button) => {
    const isInsert = button && button.hasAttribute("data-insert");
    const next = isInsert
      ? firstOf(".ready .errorlist ~ * select", "#decide-explanation")
      : firstOf(
        "[data-refusal]", "[aria-invalid=true]", ".errorlist", "[data-letter]", "[data-after] button",
      );
    if (!next) return;
    if (next.matches(".errorlist")) next.tabIndex = -1; // about the form, so no field is to blame
    next.focus();
    if (next.matches("textarea")) next.setSelectionRange(next.value.length, next.value.length);
  };

  // --- What is typed while the answer is on its way -------------------------------------------
  const isTick = (field) => field.matches("[type=radio], [type=checkbox]");
  const stateOf = (field) => (isTick(field) ? field.checked : field.value);
  const typedFields = () => [...side().querySelectorAll("form[data-keep]")].flatMap((form) =>
    [...form.elements].filter((each) => each.name && each.matches(
      "input:not([type=hidden]), select, textarea",
    )));

  const remembered = () => new Map(typedFields().map((field) => [field, stateOf(field)]));

  const laterThan = (sent) => typedFields()
    .filter((field) => sent.has(field) && sent.get(field) !== stateOf(field))
    .map((field) => ({
      field,
      sent: sent.get(field),
      caret: field === document.activeElement ? field.selectionEnd : null,
    }));

  const twinOf = (field) => {
    const action = field.form.getAttribute("action");
    const form = [...side().querySelectorAll("form[data-keep]")].find(
      (each) => each.getAttribute("action") === action,
    );
    return form && [...form.elements].find((each) => each.name === field.name
      && (!isTick(field) || each.value === field.value));
  };

  // The answer may hold more than was sent (a ready text) or nothing any more (a message sent).
  const merged = (sent, live, fresh) => {
    const said = sent.trimEnd();
    if (fresh.trimEnd() === said) return live;
    if (fresh && !said) return `${live.trimEnd()}\n\n${fresh}`;
    if (said && fresh.startsWith(said)) return live.trimEnd() + fresh.slice(said.length);
    return live.startsWith(sent) ? fresh + live.slice(sent.length).trimStart() : live;
  };

  // Puts later keystrokes into the new form; says whether the officer is still typing there.
  const typeAgain = (later) => {
    let isTyping = false;
    for (const { field, sent, caret } of later) {
      const twin = twinOf(field);
      if (!twin) continue;
      if (isTick(field)) twin.checked = field.checked;
      else if (field.matches("select")) twin.value = field.value;
      else {
        twin.value = merged(sent, field.value, twin.value);
        if (caret !== null) {
          const folded = twin.closest("details:not([open])");
          if (folded) folded.open = true;
          twin.focus();
          const isFirst = twin.value.startsWith(field.value.trimEnd());
          const place = isFirst ? caret : twin.value.length - field.value.length + caret;
          twin.setSelectionRange(Math.max(place, 0), Math.max(place, 0));
          isTyping = true;
        }
      }
      twin.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft, like any key
    }
    if (later.length) fitAll();
    return isTyping;
  };

  const take = async (form, button) => {
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((each) => { each.disabled = true; });
    const sent = remembered();
    const body = bodyOf(form);
    await window.deskDrafts.stop(form);
    try {
      const { page, isBroken } = await answered(form, button, body);
      if (page) {
        const later = laterThan(sent);
        put(page);
        if (!typeAgain(later)) focusAfter(button);
        return;
      }
      const words = isBroken ? side().dataset.broken : side().dataset.signedOut;
      line(words, { isBad: true, focus: true });
    } catch {
      line(side().dataset.offline, { isBad: true, focus: true });
    }
    buttons.forEach((each) => { each.disabled = false; });
    window.deskDrafts.goOn(form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-in-place]") || event.defaultPrevented) return;
    event.preventDefault();
    // A second press while the first is on its way is no second step.
    if (form.querySelector("button:disabled")) return;
    take(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-decision]")) fitAll();
  });
  fitAll();
})();
